package io.didact.report;

import static io.didact.report.Markup.escape;
import static io.didact.report.Markup.px;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Bars with their 95 % intervals, one under the other.
 *
 * @param title what it shows
 * @param unit what the values are, written under the axis
 * @param bars from top to bottom
 */
public record BarChart(String title, String unit, List<Bar> bars) implements Chart {
  private static final double RIGHT = 488;
  private static final double TOP = 42;
  private static final double ROW = 34;

  public BarChart {
    bars = List.copyOf(bars);
  }

  /**
   * One bar.
   *
   * @param name left of it
   * @param value its length
   * @param low lower end of the interval
   * @param high upper end of the interval
   * @param highlighted drawn in the strong colour
   */
  public record Bar(String name, double value, double low, double high, boolean highlighted) {
    public Bar {
      if (low > value || high < value) {
        throw new IllegalArgumentException(
            name + ": " + value + " is not inside [" + low + ", " + high + "]");
      }
    }
  }

  @Override
  public double height() {
    return TOP + ROW * bars.size() + 44;
  }

  @Override
  public String body() {
    DoubleStream ends =
        bars.stream().flatMap(b -> Stream.of(0.0, b.low(), b.high())).mapToDouble(d -> d);
    boolean fraction = bars.stream().allMatch(b -> b.low() >= 0 && b.high() <= 1);
    Scale x = new Scale(fraction ? new Axis(0, 1, 0.2) : Axis.over(ends, 5), left(), RIGHT);
    double bottom = TOP + ROW * bars.size();
    StringBuilder svg = new StringBuilder();
    for (double tick : x.axis().ticks()) {
      double at = x.at(tick);
      svg.append(
          "<line class=\"%s\" x1=\"%s\" x2=\"%s\" y1=\"%s\" y2=\"%s\"/>\n"
              .formatted(
                  Math.abs(tick) < x.axis().step() / 2 ? "zero" : "grid",
                  px(at),
                  px(at),
                  px(TOP),
                  px(bottom)));
      svg.append(text("tick middle", at, bottom + 18, x.axis().label(tick)));
    }
    svg.append(text("tick middle", (x.left() + RIGHT) / 2, bottom + 36, unit));
    for (int i = 0; i < bars.size(); i++) {
      bar(svg, bars.get(i), TOP + ROW * i, x);
    }
    return svg.toString();
  }

  private double left() {
    return Names.widthOf(bars.stream().map(Bar::name));
  }

  private static void bar(StringBuilder svg, Bar bar, double top, Scale x) {
    double middle = top + ROW / 2;
    double from = x.at(Math.min(0, bar.value()));
    double to = x.at(Math.max(0, bar.value()));
    svg.append(text("name end", x.left() - 10, middle + 4, Names.shortened(bar.name())));
    svg.append(
        "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"3\"/>\n"
            .formatted(
                bar.highlighted() ? "f0" : "plain",
                px(from),
                px(top + 7),
                px(to - from),
                px(ROW - 14)));
    double low = x.at(bar.low());
    double high = x.at(bar.high());
    svg.append(
        "<path class=\"whisker\" d=\"M%s %sH%sM%s %sv8M%s %sv8\"/>\n"
            .formatted(
                px(low), px(middle), px(high), px(low), px(middle - 4), px(high), px(middle - 4)));
    svg.append(
        text(
            bar.highlighted() ? "value strong" : "value",
            Math.max(high, to) + 8,
            middle + 4,
            Markup.number(bar.value(), x.axis().decimals() + 2)));
  }

  private static String text(String kind, double x, double y, String text) {
    return "<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>\n"
        .formatted(kind, px(x), px(y), escape(text));
  }
}
