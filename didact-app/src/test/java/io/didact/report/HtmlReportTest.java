package io.didact.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class HtmlReportTest {
  private static final String HOSTILE =
      "</script><img src=x onerror=\"alert('1')\">&\u0000\ud800]]>";

  private static Document parse(String xml) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
  }

  /** Something like what the quickstart shows. */
  private static Report example(String text) {
    SplittableRandom random = new SplittableRandom(3);
    List<Double> steps = new ArrayList<>();
    List<Double> reward = new ArrayList<>();
    List<Double> low = new ArrayList<>();
    List<Double> high = new ArrayList<>();
    List<Double> kl = new ArrayList<>();
    for (int step = 1; step <= 60; step++) {
      double mean = -2.4 * Math.exp(-step / 14.0) - 0.05 + (random.nextDouble() - 0.5) * 0.12;
      steps.add((double) step);
      reward.add(mean);
      low.add(mean - 0.6 * Math.exp(-step / 20.0));
      high.add(mean + 0.4 * Math.exp(-step / 20.0));
      kl.add(0.4 * Math.exp(-step / 9.0) + random.nextDouble() * 0.02);
    }
    Chart rewards =
        new LineChart(
            "Reward per step",
            "step",
            List.of(
                new LineChart.Line(
                    "reward r, mean ± sd",
                    steps,
                    reward,
                    Optional.of(new LineChart.Band(low, high))),
                LineChart.Line.of("r_KL", steps, kl)));
    List<Double> lengths = steps.stream().map(s -> 21 + 6 * Math.tanh(s / 20)).toList();
    Chart length =
        new LineChart(
            "Length of explanations, tokens",
            "step",
            List.of(LineChart.Line.of("tokens", steps, lengths)));
    Chart accuracy =
        new BarChart(
            "Accuracy of students by source of traces",
            "accuracy on 512 held-out problems, with 95 % interval",
            List.of(
                new BarChart.Bar("RLT teacher", .975, .957, .985, true),
                new BarChart.Bar("before RL", .305, .267, .347, false),
                new BarChart.Bar("expert", .329, .290, .371, false),
                new BarChart.Bar("λ = 0", .141, .114, .174, false),
                new BarChart.Bar("no thought", .124, .098, .155, false),
                new BarChart.Bar("base model", .146, .118, .179, false)));
    Map<String, Double> terms = new LinkedHashMap<>();
    terms.put("r_SS", -0.001);
    terms.put("r_KL", 0.002);
    return new Report(
        "quickstart " + text,
        "A teacher was trained for 60 steps; the student distilled from it solves 97.5 % of the "
            + "held-out problems, the one distilled from it before training 30.5 %.",
        List.of(
            new Report.Table(
                "Students",
                List.of("student of", "accuracy", "95 % interval", "n"),
                List.of(
                    List.of("RLT teacher", "0.975", "0.957 – 0.985", "512"),
                    List.of("before RL", "0.305", "0.267 – 0.347", "512"),
                    List.of("expert traces", "0.329", "0.290 – 0.371", "512"),
                    List.of("base model", "0.146", "0.118 – 0.179", "512"))),
            new Report.Table(
                "Teacher",
                List.of("", "reward", "r_SS", "r_KL", "length"),
                List.of(
                    List.of("before RL", "−2.312", "−1.902", "0.137", "21.3"),
                    List.of("after RL", "−0.021", "−0.006", "0.005", "27.0")))),
        List.of(accuracy, rewards, length),
        List.of(
            new Sample(
                "9a+4b+7c-7",
                "3",
                List.of(
                    new Sample.Explained("before RL", "talk think then now." + text, -2.34, terms),
                    new Sample.Explained(
                        "after RL", "step a9+4=3,b3+7=0,c0-7=3.", -0.001, terms)))),
        List.of("seed 7 · didact 0.1.0 · java 17 · config sha256 12ab34"));
  }

  @Test
  void isWellFormedAndNeedsNoNetwork() throws Exception {
    String page = HtmlReport.of(example(""));
    Document document = parse(page);
    assertThat(document.getElementsByTagName("svg").getLength()).isEqualTo(3);
    assertThat(document.getElementsByTagName("script").getLength()).isZero();
    assertThat(page.replace("http://www.w3.org/2000/svg", ""))
        .doesNotContain("http:", "https:", "url(", "src=");
    String to = System.getProperty("didact.report.sample"); // to look at it
    if (to != null) {
      Files.writeString(Path.of(to), page);
      Files.writeString(Path.of(to + ".svg"), SvgFile.of(example("").charts().get(0)));
    }
  }

  @Test
  void hostileTextStaysText() throws Exception {
    String page = HtmlReport.of(example(HOSTILE));
    assertThat(page).doesNotContain("<img", "</script");
    Document document = parse(page);
    assertThat(document.getElementsByTagName("img").getLength()).isZero();
    assertThat(document.getElementsByTagName("h1").item(0).getTextContent())
        .isEqualTo("quickstart </script><img src=x onerror=\"alert('1')\">&\ufffd\ufffd]]>");
  }

  @Test
  void linksLeadToPagesBesideIt() throws Exception {
    Report.Link link = new Report.Link("all \"of\" <them>", "traces.html?\"><img>");
    String page =
        HtmlReport.of(
            new Report("t", "", List.of(), List.of(), List.of(), List.of(), List.of(link)));
    assertThat(parse(page).getElementsByTagName("a").item(0).getTextContent())
        .isEqualTo("all \"of\" <them>");
    assertThat(page).contains("<a href=\"traces.html?&quot;&gt;&lt;img&gt;\">");
  }

  /** Twelve lines: six colours, then six dashed; a name of 20 takes 172 of 560, so 3 in a row. */
  @Test
  void aLegendHasAsManyRowsAsItTakes() throws Exception {
    List<LineChart.Line> lines = new ArrayList<>();
    for (int i = 0; i < LineChart.MOST; i++) {
      lines.add(LineChart.Line.of("x".repeat(18) + (10 + i), List.of(1.0), List.of(1.0)));
    }
    LineChart one = new LineChart("t", "step", lines.subList(0, 3));
    LineChart all = new LineChart("t", "step", lines);
    assertThat(all.height()).isEqualTo(one.height() + 3 * 18);
    assertThat(all.svg().split("line s\\d dashed", -1)).hasSize(1 + 2 * 6);
    assertThat(parse(all.svg()).getElementsByTagName("g").getLength()).isEqualTo(1);
    assertThatThrownBy(
            () ->
                new LineChart("t", "step", Stream.concat(lines.stream(), lines.stream()).toList()))
        .hasMessageContaining("at most 12 lines");
  }

  @Test
  void chartsStandAlone() throws Exception {
    for (Chart chart : example(HOSTILE).charts()) {
      assertThat(parse(SvgFile.of(chart)).getDocumentElement().getTagName()).isEqualTo("svg");
    }
  }

  @Test
  void strangeValuesDraw() throws Exception {
    List<Double> x = List.of(1.0, 2.0, 3.0);
    List<Double> gaps = List.of(1.0, Double.NaN, Double.POSITIVE_INFINITY);
    String svg =
        new LineChart(
                HOSTILE,
                HOSTILE,
                List.of(
                    LineChart.Line.of(HOSTILE, x, gaps),
                    LineChart.Line.of("none", List.of(), List.of()),
                    new LineChart.Line("band", x, x, Optional.of(new LineChart.Band(gaps, gaps)))))
            .svg();
    parse(svg);
    assertThat(svg).doesNotContain("NaN", "Infinity");
    parse(new LineChart("empty", "step", List.of()).svg());
    parse(
        new LineChart("one", "step", List.of(LineChart.Line.of("p", List.of(5.0), List.of(0.0))))
            .svg());
    parse(new BarChart("empty", "", List.of()).svg());
    parse(new BarChart("negative", "", List.of(new BarChart.Bar("a", -3, -4, 2, true))).svg());
  }

  @Test
  void shapesAreChecked() {
    assertThatThrownBy(() -> LineChart.Line.of("a", List.of(1.0), List.of()))
        .hasMessage("a: 1 x and 0 y values");
    assertThatThrownBy(() -> new BarChart.Bar("a", 1, 2, 3, false))
        .hasMessageContaining("not inside");
    assertThatThrownBy(() -> new Report.Table("", List.of("a"), List.of(List.of())))
        .hasMessageContaining("0 cells under 1 columns");
  }
}
