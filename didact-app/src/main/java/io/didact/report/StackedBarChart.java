package io.didact.report;

import static io.didact.report.Markup.escape;
import static io.didact.report.Markup.px;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Rows of counts, each cut into the same parts.
 *
 * @param title what it shows
 * @param unit what is counted, written under the axis
 * @param parts from left to right
 * @param rows from top to bottom
 */
public record StackedBarChart(String title, String unit, List<Part> parts, List<Row> rows)
    implements Chart {
  private static final double RIGHT = 500;
  private static final double TOP = 66;
  private static final double ROW = 30;

  public StackedBarChart {
    parts = List.copyOf(parts);
    rows = List.copyOf(rows);
    for (Row row : rows) {
      if (row.counts().size() != parts.size()) {
        throw new IllegalArgumentException(
            row.name() + ": " + row.counts().size() + " counts for " + parts.size() + " parts");
      }
    }
  }

  /** What a part means, which decides its colour. */
  public enum Tone {
    GOOD,
    BAD,
    DOUBTFUL,
    CUT,
    FIRST,
    SECOND,
    PLAIN;

    String style() {
      return "t-" + name().toLowerCase(Locale.ROOT);
    }
  }

  /** A part, by its name in the legend. */
  public record Part(String name, Tone tone) {}

  /**
   * One row.
   *
   * @param name left of it
   * @param counts one a part, none negative
   */
  public record Row(String name, List<Integer> counts) {
    public Row {
      counts = List.copyOf(counts);
      if (counts.stream().anyMatch(count -> count < 0)) {
        throw new IllegalArgumentException(name + ": negative counts " + counts);
      }
    }

    int total() {
      return counts.stream().mapToInt(Integer::intValue).sum();
    }
  }

  @Override
  public double height() {
    return TOP + ROW * rows.size() + 44;
  }

  @Override
  public String body() {
    double left = Names.widthOf(rows.stream().map(Row::name));
    Axis counts = Axis.over(DoubleStream.concat(DoubleStream.of(0), totals()), 5);
    Scale x = new Scale(counts, left, RIGHT);
    double bottom = TOP + ROW * rows.size();
    StringBuilder svg = new StringBuilder();
    legend(svg);
    for (double tick : counts.ticks()) {
      if (counts.step() >= 1 || tick == Math.rint(tick)) { // no halves of a sample
        svg.append(
            "<line class=\"%s\" x1=\"%s\" x2=\"%s\" y1=\"%s\" y2=\"%s\"/>\n"
                .formatted(
                    tick == 0 ? "zero" : "grid",
                    px(x.at(tick)),
                    px(x.at(tick)),
                    px(TOP),
                    px(bottom)));
        svg.append(text("tick middle", x.at(tick), bottom + 18, Markup.number(tick, 0)));
      }
    }
    svg.append(text("tick middle", (left + RIGHT) / 2, bottom + 36, unit));
    for (int i = 0; i < rows.size(); i++) {
      row(svg, rows.get(i), TOP + ROW * i, x);
    }
    return svg.toString();
  }

  private void row(StringBuilder svg, Row row, double top, Scale x) {
    svg.append(text("name end", x.left() - 10, top + ROW / 2 + 4, Names.shortened(row.name())));
    int before = 0;
    for (int i = 0; i < parts.size(); i++) {
      int count = row.counts().get(i);
      if (count > 0) {
        svg.append(
            """
            <rect class="%s" x="%s" y="%s" width="%s" height="%s"><title>%s: %s %s</title></rect>
            """
                .formatted(
                    parts.get(i).tone().style(),
                    px(x.at(before)),
                    px(top + 5),
                    px(x.at(before + count) - x.at(before)),
                    px(ROW - 10),
                    escape(row.name()),
                    Markup.number(count, 0),
                    escape(parts.get(i).name())));
      }
      before += count;
    }
    svg.append(text("value", x.at(before) + 6, top + ROW / 2 + 4, Markup.number(row.total(), 0)));
  }

  private void legend(StringBuilder svg) {
    double at = 0;
    for (Part part : parts) {
      svg.append(
          "<rect class=\"%s\" x=\"%s\" y=\"38\" width=\"12\" height=\"12\" rx=\"2\"/>\n"
              .formatted(part.tone().style(), px(at)));
      svg.append(text("legend", at + 18, 48, part.name()));
      at += 36 + 6.6 * part.name().length();
    }
  }

  private DoubleStream totals() {
    return rows.stream().mapToDouble(Row::total);
  }

  private static String text(String kind, double x, double y, String text) {
    return "<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>\n"
        .formatted(kind, px(x), px(y), escape(text));
  }
}
