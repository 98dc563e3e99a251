package io.didact.report;

/**
 * An axis laid over a part of the drawing.
 *
 * @param axis what is shown
 * @param left where its low end is, in units of the drawing
 * @param right where its high end is
 */
record Scale(Axis axis, double left, double right) {
  /** Where a value stands. */
  double at(double value) {
    return left + axis.at(value) * (right - left);
  }
}
