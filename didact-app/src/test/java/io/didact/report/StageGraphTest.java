package io.didact.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class StageGraphTest {
  private static StageGraph.Node node(String name, String... after) {
    return new StageGraph.Node(
        name, StageGraph.State.WAITING, "note", "hint", 0, List.of(after), "?stage=" + name);
  }

  /** The left upper corners of the boxes, in the order of the nodes. */
  private static List<String> places(StageGraph.Node... nodes) throws Exception {
    NodeList boxes = elements(new StageGraph("t", List.of(nodes)), "rect");
    List<String> places = new ArrayList<>();
    for (int i = 0; i < boxes.getLength(); i++) {
      Element box = (Element) boxes.item(i);
      places.add(box.getAttribute("x") + " " + box.getAttribute("y"));
    }
    return places;
  }

  private static NodeList elements(StageGraph graph, String name) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(graph.svg(Optional.of("b")))))
        .getElementsByTagName(name);
  }

  /** Columns are 226 apart, rows 58: c stands behind the longer of its ways, beside d's column. */
  @Test
  void aStageStandsBehindAllThatItReads() throws Exception {
    assertThat(places(node("a"), node("b", "a"), node("c", "a", "b"), node("d", "a"), node("e")))
        .containsExactly("1.0 1.0", "227.0 1.0", "453.0 1.0", "227.0 59.0", "1.0 59.0");
  }

  /** a → b → c says a → c; what is no node is no arrow. */
  @Test
  void arrowsThatFollowFromOthersAreLeftOut() throws Exception {
    StageGraph graph =
        new StageGraph("t", List.of(node("a"), node("b", "a"), node("c", "a", "b", "none")));
    assertThat(elements(graph, "path").getLength()).as("a line and a tip each").isEqualTo(2 * 2);
  }

  @Test
  void withoutArrowsStagesStandInRows() throws Exception {
    assertThat(
            places(
                IntStream.range(0, 7).mapToObj(i -> node("s" + i)).toArray(StageGraph.Node[]::new)))
        .startsWith("1.0 1.0", "227.0 1.0", "453.0 1.0")
        .endsWith("1.0 59.0", "227.0 59.0");
    assertThat(places()).isEmpty();
  }

  @Test
  void theChosenStageStandsOut() {
    String svg = new StageGraph("t", List.of(node("a"), node("b"))).svg(Optional.of("b"));
    assertThat(svg)
        .contains("<g class=\"stage waiting chosen\"><title>b: hint</title>")
        .contains("<g class=\"stage waiting\"><title>a: hint</title>");
  }
}
