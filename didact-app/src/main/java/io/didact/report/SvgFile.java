package io.didact.report;

/** A chart as a picture of its own, for a README. */
public final class SvgFile {
  private SvgFile() {}

  /** A whole SVG document that follows the reader's light or dark scheme. */
  public static String of(Chart chart) {
    String svg = chart.svg();
    int inside = svg.indexOf('>') + 1;
    return svg.substring(0, inside)
        + "\n<style>\n"
        + Style.charts()
        + "</style>\n<rect width=\"100%\" height=\"100%\" rx=\"12\" style=\"fill:var(--card)\"/>"
        + svg.substring(inside);
  }
}
