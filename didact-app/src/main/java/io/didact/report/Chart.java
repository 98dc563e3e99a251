package io.didact.report;

/** A picture that draws itself as SVG; colours come from the style sheet around it. */
public sealed interface Chart permits LineChart, BarChart, StackedBarChart {
  /** What it shows, in a few words. */
  String title();

  /** In units of the drawing, of which it is {@value #WIDTH} wide. */
  double height();

  /** The elements inside {@code <svg>}, with the classes of {@link Style}. */
  String body();

  /** Width of every chart. */
  double WIDTH = 560;

  /** One {@code <svg>} element for a page that has the style sheet. */
  default String svg() {
    return svg(0, "");
  }

  /**
   * One {@code <svg>} element.
   *
   * @param margin free space around
   * @param before what stands in front of the drawing: a style sheet, a background
   */
  default String svg(double margin, String before) {
    return """
        <svg class="chart" role="img" xmlns="http://www.w3.org/2000/svg" viewBox="%.0f %.0f %.0f %.0f">
        <title>%s</title>
        %s<text class="head" x="0" y="22">%s</text>
        %s</svg>
        """
        .formatted(
            -margin,
            -margin,
            WIDTH + 2 * margin,
            height() + 2 * margin,
            Markup.escape(title()),
            before,
            Markup.escape(title()),
            body());
  }
}
