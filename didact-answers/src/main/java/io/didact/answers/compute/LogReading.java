package io.didact.answers.compute;

/** What log without a base means; books differ, so answers are compared under both readings. */
public enum LogReading {
  TEN,
  NATURAL
}
