package io.didact.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.didact.report.StackedBarChart.Part;
import io.didact.report.StackedBarChart.Row;
import io.didact.report.StackedBarChart.Tone;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class StackedBarChartTest {
  private static final List<Part> PARTS =
      List.of(new Part("right", Tone.GOOD), new Part("wrong", Tone.BAD));

  private static Document parse(Chart chart) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(SvgFile.of(chart))));
  }

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }

  /** 30 and 10 of 40: the parts touch, and one is three times as wide as the other. */
  @Test
  void partsAreAsWideAsTheirCounts() throws Exception {
    Document svg =
        parse(new StackedBarChart("t", "u", PARTS, List.of(new Row("r", List.of(30, 10)))));
    NodeList rects = svg.getElementsByTagName("rect");
    // the background, two in the legend, two parts
    assertThat(rects.getLength()).isEqualTo(5);
    Element right = (Element) rects.item(3);
    Element wrong = (Element) rects.item(4);
    assertThat(number(right, "width")).isCloseTo(3 * number(wrong, "width"), within(0.3));
    assertThat(number(right, "x") + number(right, "width"))
        .isCloseTo(number(wrong, "x"), within(0.11));
    assertThat(right.getTextContent()).isEqualTo("r: 30 right");
  }

  @Test
  void strangeContentDraws() throws Exception {
    parse(new StackedBarChart("", "", List.of(), List.of()));
    parse(new StackedBarChart("", "", PARTS, List.of(new Row("nothing", List.of(0, 0)))));
    Document svg =
        parse(
            new StackedBarChart(
                "<a>", "&", PARTS, List.of(new Row("</svg>" + "x".repeat(90), List.of(1, 0)))));
    assertThat(svg.getDocumentElement().getTextContent()).contains("</svg>xxxxxx…xxxxxxx");
  }

  @Test
  void shapesAreChecked() {
    assertThatThrownBy(() -> new StackedBarChart("", "", PARTS, List.of(new Row("r", List.of(1)))))
        .hasMessage("r: 1 counts for 2 parts");
    assertThatThrownBy(() -> new Row("r", List.of(1, -1))).hasMessageContaining("negative");
  }
}
