package io.didact.report;

/** A picture that draws itself as SVG; colours come from the style sheet around it. */
public sealed interface Chart permits LineChart, BarChart {
  /** What it shows, in a few words. */
  String title();

  /** One {@code <svg>} element, styled by {@link Style}. */
  String svg();
}
