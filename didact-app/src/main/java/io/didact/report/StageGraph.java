package io.didact.report;

import static io.didact.report.Markup.escape;
import static io.didact.report.Markup.px;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The stages of a run as boxes, with an arrow from each to those that read what it made. What
 * depends on nothing stands at the left; arrows that follow from others are left out.
 *
 * @param title whose stages they are
 * @param nodes each after those that it depends on
 */
public record StageGraph(String title, List<Node> nodes) {
  private static final double WIDTH = 190;
  private static final double HEIGHT = 46;
  private static final double ACROSS = 36;
  private static final double DOWN = 12;

  /** Characters of a name that fit. */
  private static final int LONGEST = 21;

  /** Stages in a row where there are no arrows. */
  private static final int IN_A_ROW = 5;

  public StageGraph {
    nodes = List.copyOf(nodes);
  }

  /** What has become of a stage; told by colour, sign and word. */
  public enum State {
    WAITING("○"),
    RUNNING("●"),
    STOPPED("‖"),
    FAILED("✕"),
    DONE("✓");

    private final String sign;

    State(String sign) {
      this.sign = sign;
    }

    /** In lower case. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A stage.
   *
   * @param name of it
   * @param state what has become of it
   * @param note a few words below the name
   * @param hint more of it, for whoever points at it
   * @param part that is done of it, in [0, 1]; 0 where that is not known
   * @param after stages that it depends on; those that are no nodes count for nothing
   * @param href where a click leads
   */
  public record Node(
      String name,
      State state,
      String note,
      String hint,
      double part,
      List<String> after,
      String href) {
    public Node {
      after = List.copyOf(after);
    }
  }

  /**
   * One {@code <svg>} element for a page that has the style sheet; as wide as it is.
   *
   * @param chosen the stage that stands out
   */
  String svg(Optional<String> chosen) {
    List<List<Node>> columns = columns();
    Map<String, double[]> places = new LinkedHashMap<>();
    double height = 0;
    for (int i = 0; i < columns.size(); i++) {
      for (int j = 0; j < columns.get(i).size(); j++) {
        places.put(
            columns.get(i).get(j).name(),
            new double[] {i * (WIDTH + ACROSS) + 1, j * (HEIGHT + DOWN) + 1});
        height = Math.max(height, (j + 1) * (HEIGHT + DOWN) - DOWN + 2);
      }
    }
    double width = Math.max(0, columns.size() * (WIDTH + ACROSS) - ACROSS) + 2;
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg class=\"graph\" role=\"img\" xmlns=\"http://www.w3.org/2000/svg\" width=\"%s\" height=\"%s\"><title>%s</title>\n"
            .formatted(px(width), px(height), escape(title)));
    for (Node node : nodes) {
      for (String from : needed(node)) {
        arrow(svg, at(places, from), at(places, node.name()));
      }
    }
    nodes.forEach(
        node ->
            box(
                svg,
                node,
                chosen.filter(node.name()::equals).isPresent(),
                at(places, node.name())));
    return svg.append("</svg>\n").toString();
  }

  private static double[] at(Map<String, double[]> places, String name) {
    return Objects.requireNonNull(places.get(name), name);
  }

  /** By the longest way to them; within a column near to what they depend on. */
  private List<List<Node>> columns() {
    Map<String, Integer> depths = new HashMap<>();
    List<List<Node>> columns = new ArrayList<>();
    for (Node node : nodes) {
      int depth =
          node.after().stream().mapToInt(name -> depths.getOrDefault(name, -1)).max().orElse(-1)
              + 1;
      depths.put(node.name(), depth);
      while (columns.size() <= depth) {
        columns.add(new ArrayList<>());
      }
      columns.get(depth).add(node);
    }
    if (columns.size() == 1) { // nothing depends on anything: row by row
      return IntStream.range(0, Math.min(IN_A_ROW, nodes.size()))
          .mapToObj(
              column ->
                  IntStream.range(0, nodes.size())
                      .filter(i -> i % IN_A_ROW == column)
                      .mapToObj(nodes::get)
                      .toList())
          .toList();
    }
    Map<String, Double> heights = new HashMap<>();
    for (List<Node> column : columns) {
      column.sort(
          Comparator.comparingDouble(
              node ->
                  node.after().stream()
                      .filter(heights::containsKey)
                      .mapToDouble(heights::get)
                      .average()
                      .orElse(0)));
      for (int j = 0; j < column.size(); j++) {
        heights.put(column.get(j).name(), (double) j);
      }
    }
    return columns;
  }

  /** What a stage depends on, but for what these depend on themselves. */
  private Set<String> needed(Node node) {
    Map<String, Node> known = new HashMap<>();
    nodes.forEach(each -> known.put(each.name(), each));
    Set<String> needed = new LinkedHashSet<>(node.after());
    needed.retainAll(known.keySet());
    for (String each : List.copyOf(needed)) {
      needed.removeAll(allBefore(each, known));
    }
    return needed;
  }

  private static Set<String> allBefore(String name, Map<String, Node> known) {
    Set<String> all = new LinkedHashSet<>();
    List<String> open = new ArrayList<>(after(name, known));
    while (!open.isEmpty()) {
      String next = open.remove(open.size() - 1);
      if (all.add(next)) {
        open.addAll(after(next, known));
      }
    }
    return all;
  }

  private static Collection<String> after(String name, Map<String, Node> known) {
    Node node = known.get(name);
    return node == null ? List.of() : node.after();
  }

  private static void arrow(StringBuilder svg, double[] from, double[] to) {
    double x = from[0] + WIDTH;
    double y = from[1] + HEIGHT / 2;
    double end = to[1] + HEIGHT / 2;
    svg.append(
        "<path class=\"arrow\" d=\"M%s %sC%s %s %s %s %s %s\"/><path class=\"tip\" d=\"M%s %sl-6 -3.5v7z\"/>\n"
            .formatted(
                px(x),
                px(y),
                px(x + ACROSS / 2),
                px(y),
                px(to[0] - ACROSS / 2),
                px(end),
                px(to[0] - 5),
                px(end),
                px(to[0] - 1),
                px(end)));
  }

  private static void box(StringBuilder svg, Node node, boolean chosen, double[] at) {
    svg.append(
        "<a href=\"%s\"><g class=\"stage %s%s\"><title>%s</title>\n"
            .formatted(
                escape(node.href()),
                node.state().word(),
                chosen ? " chosen" : "",
                escape(node.name() + ": " + node.hint())));
    svg.append(rect("box", at[0], at[1], WIDTH, HEIGHT, 9));
    if (node.part() > 0) {
      svg.append(rect("back", at[0] + 10, at[1] + HEIGHT - 6, WIDTH - 20, 2.5, 1.2));
      svg.append(
          rect(
              "part",
              at[0] + 10,
              at[1] + HEIGHT - 6,
              (WIDTH - 20) * Math.min(1, node.part()),
              2.5,
              1.2));
    }
    svg.append(text("sign", at[0] + 11, at[1] + 20, node.state().sign));
    svg.append(text("title", at[0] + 29, at[1] + 19, Names.shortened(node.name(), LONGEST)));
    svg.append(text("note", at[0] + 29, at[1] + 34.5, node.note()));
    svg.append("</g></a>\n");
  }

  private static String rect(
      String kind, double x, double y, double width, double height, double r) {
    return "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"%s\"/>\n"
        .formatted(kind, px(x), px(y), px(width), px(height), px(r));
  }

  private static String text(String kind, double x, double y, String text) {
    return "<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>\n"
        .formatted(kind, px(x), px(y), escape(text));
  }
}
