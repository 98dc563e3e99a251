package io.didact.report;

/** A chart as a picture of its own, for a README. */
public final class SvgFile {
  private SvgFile() {}

  /** A whole SVG document that follows the reader's light or dark scheme. */
  public static String of(Chart chart) {
    String card =
        "<rect x=\"-20\" y=\"-20\" width=\"100%\" height=\"100%\" rx=\"12\" style=\"fill:var(--card)\"/>\n";
    return chart.svg(20, "<style>\n" + Style.charts() + "</style>\n" + card);
  }
}
