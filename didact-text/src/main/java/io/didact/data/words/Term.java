package io.didact.data.words;

/**
 * A number in a step.
 *
 * @param value the number
 * @param step the step, from 0, that it is the result of; {@link #STATED} where the question has it
 */
public record Term(int value, int step) {
  static final int STATED = -1;

  static Term stated(int value) {
    return new Term(value, STATED);
  }
}
