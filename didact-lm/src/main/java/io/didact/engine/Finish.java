package io.didact.engine;

/** Why a sample ended. */
public enum Finish {
  /** A stop id or a stop string was written. */
  STOP,
  /** The limit of new tokens was reached first. */
  LENGTH
}
