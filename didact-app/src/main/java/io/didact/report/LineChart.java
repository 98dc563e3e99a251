package io.didact.report;

import static io.didact.report.Markup.escape;
import static io.didact.report.Markup.px;

import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Lines over steps, each with a band around it where there is one. Values that are not finite leave
 * a gap.
 *
 * @param title what it shows
 * @param xLabel unit of x, such as "step"
 * @param lines drawn in the order of the palette, at most {@value #MOST}
 */
public record LineChart(String title, String xLabel, List<Line> lines) implements Chart {
  /** Lines that can be told apart. */
  public static final int MOST = 12;

  /** Colours; what comes after them is dashed. */
  private static final int COLOURS = 6;

  private static final double HEIGHT = 300;

  /** Height of a row of the legend. */
  private static final double MORE = 18;

  private static final double LEFT = 52;
  private static final double RIGHT = 544;
  private static final double TOP = 62;
  private static final double BOTTOM = 256;

  public LineChart {
    lines = List.copyOf(lines);
    if (lines.size() > MOST) {
      throw new IllegalArgumentException("at most " + MOST + " lines can be told apart");
    }
  }

  /**
   * One line.
   *
   * @param name for the legend
   * @param x ascending
   * @param y as long as x
   * @param band around y, such as mean ± one standard deviation over the group
   */
  public record Line(String name, List<Double> x, List<Double> y, Optional<Band> band) {
    public Line {
      x = List.copyOf(x);
      y = List.copyOf(y);
      if (x.size() != y.size()) {
        throw new IllegalArgumentException(
            name + ": " + x.size() + " x and " + y.size() + " y values");
      }
      if (band.isPresent() && band.get().low().size() != x.size()) {
        throw new IllegalArgumentException(name + ": the band is not as long as the line");
      }
    }

    /** A line without a band. */
    public static Line of(String name, List<Double> x, List<Double> y) {
      return new Line(name, x, y, Optional.empty());
    }
  }

  /** Lower and upper edge, one value per point. */
  public record Band(List<Double> low, List<Double> high) {
    public Band {
      low = List.copyOf(low);
      high = List.copyOf(high);
      if (low.size() != high.size()) {
        throw new IllegalArgumentException("a band's edges differ in length");
      }
    }
  }

  @Override
  public double height() {
    return HEIGHT + MORE * rowsOfLegend();
  }

  @Override
  public String body() {
    Axis x = Axis.tight(values(l -> l.x().stream()), 6);
    Axis y = Axis.over(values(l -> Stream.concat(l.y().stream(), edges(l))), 5);
    StringBuilder svg = new StringBuilder();
    legend(svg);
    svg.append("<g transform=\"translate(0 %s)\">\n".formatted(px(MORE * rowsOfLegend())));
    grid(svg, x, y);
    if (lines.stream().allMatch(l -> l.x().isEmpty())) {
      svg.append(text("tick middle", (LEFT + RIGHT) / 2, (TOP + BOTTOM) / 2, "no steps"));
    }
    for (int i = 0; i < lines.size(); i++) {
      band(svg, lines.get(i), i, x, y);
    }
    for (int i = 0; i < lines.size(); i++) {
      line(svg, lines.get(i), i, x, y);
    }
    return svg.append("</g>\n").toString();
  }

  private interface Values {
    Stream<Double> of(Line line);
  }

  private DoubleStream values(Values values) {
    return lines.stream().flatMap(values::of).mapToDouble(Double::doubleValue);
  }

  private static Stream<Double> edges(Line line) {
    return line.band().stream().flatMap(b -> Stream.concat(b.low().stream(), b.high().stream()));
  }

  private void grid(StringBuilder svg, Axis x, Axis y) {
    for (double tick : y.ticks()) {
      double at = down(y, tick);
      String kind = tick == 0 ? "zero" : "grid";
      svg.append(
          "<line class=\"%s\" x1=\"%s\" x2=\"%s\" y1=\"%s\" y2=\"%s\"/>\n"
              .formatted(kind, px(LEFT), px(RIGHT), px(at), px(at)));
      svg.append(text("tick end", LEFT - 8, at + 4, y.label(tick)));
    }
    for (double tick : x.ticks()) {
      svg.append(text("tick middle", across(x, tick), BOTTOM + 18, x.label(tick)));
    }
    svg.append(text("tick middle", (LEFT + RIGHT) / 2, BOTTOM + 36, xLabel));
  }

  private static void band(StringBuilder svg, Line line, int color, Axis x, Axis y) {
    if (line.band().isEmpty()) {
      return;
    }
    Band band = line.band().get();
    StringBuilder there = new StringBuilder();
    StringBuilder back = new StringBuilder();
    for (int i = 0; i < line.x().size(); i++) {
      if (Double.isFinite(band.low().get(i)) && Double.isFinite(band.high().get(i))) {
        String at = px(across(x, line.x().get(i))) + ",";
        there.append(at).append(px(down(y, band.high().get(i)))).append(' ');
        back.insert(0, at + px(down(y, band.low().get(i))) + " ");
      }
    }
    svg.append(
        "<polygon class=\"band f%d\" points=\"%s%s\"/>\n".formatted(color % COLOURS, there, back));
  }

  private static void line(StringBuilder svg, Line line, int color, Axis x, Axis y) {
    StringBuilder path = new StringBuilder();
    StringBuilder hints = new StringBuilder();
    boolean pen = false;
    for (int i = 0; i < line.x().size(); i++) {
      double value = line.y().get(i);
      if (!Double.isFinite(value)) {
        pen = false;
        continue;
      }
      String px = px(across(x, line.x().get(i)));
      String py = px(down(y, value));
      path.append(pen ? 'L' : 'M').append(px).append(' ').append(py);
      pen = true;
      String hint =
          "%s: %s at %s"
              .formatted(
                  escape(line.name()),
                  Markup.number(value, y.decimals() + 2),
                  x.label(line.x().get(i)));
      hints.append(
          "<circle class=\"hint s%d\" cx=\"%s\" cy=\"%s\" r=\"5\"><title>%s</title></circle>\n"
              .formatted(color % COLOURS, px, py, hint));
    }
    svg.append(
        "<path class=\"line s%d%s\" d=\"%s\"/>\n"
            .formatted(color % COLOURS, color < COLOURS ? "" : " dashed", path));
    svg.append(line.x().size() <= 500 ? hints : "");
  }

  private void legend(StringBuilder svg) {
    double at = 0;
    int row = 0;
    for (int i = 0; i < lines.size(); i++) {
      String name = Names.shortened(lines.get(i).name());
      if (at > 0 && at + widthInLegend(name) > WIDTH) {
        at = 0;
        row++;
      }
      double y = 38 + MORE * row;
      svg.append(
          "<path class=\"line s%d%s\" d=\"M%s %sh14\"/>\n"
              .formatted(i % COLOURS, i < COLOURS ? "" : " dashed", px(at), px(y)));
      svg.append(text("legend", at + 20, y + 4, name));
      at += widthInLegend(name);
    }
  }

  /** Beyond the first. */
  private int rowsOfLegend() {
    double at = 0;
    int rows = 0;
    for (Line line : lines) {
      double width = widthInLegend(Names.shortened(line.name()));
      if (at > 0 && at + width > WIDTH) {
        at = 0;
        rows++;
      }
      at += width;
    }
    return rows;
  }

  private static double widthInLegend(String name) {
    return 40 + 6.6 * name.length();
  }

  private static double across(Axis x, double value) {
    return LEFT + x.at(value) * (RIGHT - LEFT);
  }

  private static double down(Axis y, double value) {
    return BOTTOM - y.at(value) * (BOTTOM - TOP);
  }

  private static String text(String kind, double x, double y, String text) {
    return "<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>\n"
        .formatted(kind, px(x), px(y), escape(text));
  }
}
