package io.didact.answers.math;

/** What log without a base means; books differ, so answers are compared under both readings. */
enum LogReading {
  TEN,
  NATURAL
}
