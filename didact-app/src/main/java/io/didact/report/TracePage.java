package io.didact.report;

import static io.didact.report.Markup.visible;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The trace inspector: explanations of a problem side by side, token by token, in one file that
 * needs no network.
 *
 * <p>The script is ours and the only one that the page's policy lets run (by its hash). All else is
 * data ({@link PackedBlocks}), which the script puts into the page as text only.
 *
 * @param title of the page
 * @param subtitle what is to be seen, in a sentence
 * @param sets names of the sets that explanations are of, side by side in this order
 * @param notes small print
 */
public record TracePage(String title, String subtitle, List<String> sets, List<String> notes) {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int PER_BLOCK = 16;
  private static final int LEAK = 1;
  private static final int CORRECT = 2;
  private static final int CUT = 4;

  /** Longest field in the index, in characters. */
  private static final int SHORT = 120;

  private static final double PER_NAT = 1000;

  public TracePage {
    sets = List.copyOf(sets);
    notes = List.copyOf(notes);
  }

  /**
   * Writes the page, in UTF-8.
   *
   * @param problems are gone through once
   */
  public void write(OutputStream out, Stream<InspectedProblem> problems) throws IOException {
    String script = PageScript.read("page.js") + PageScript.read("traces.js");
    Report frame = new Report(title, subtitle, List.of(), List.of(), List.of(), notes);
    String policy = "; script-src '" + PageScript.hash(script) + "'";
    put(out, HtmlReport.opening(frame, policy, PageScript.read("traces.css"), ""));
    put(out, PageScript.read("traces.html"));
    ObjectNode index = JSON.createObjectNode();
    ArrayNode names = index.putArray("sets");
    sets.forEach(name -> names.add(visible(name)));
    ArrayNode rows = index.putArray("problems");
    PackedBlocks blocks = new PackedBlocks(PER_BLOCK, element -> put(out, element));
    for (Iterator<InspectedProblem> each = problems.iterator(); each.hasNext(); ) {
      InspectedProblem problem = each.next();
      rows.add(brief(problem));
      blocks.add(whole(problem));
    }
    blocks.finish(index);
    put(out, "<script>" + script + "</script>\n");
    put(out, HtmlReport.closing(frame));
  }

  /** What is needed to list, filter and sort. */
  private static ArrayNode brief(InspectedProblem problem) {
    ArrayNode row = JSON.createArrayNode().add(brief(problem.id())).add(brief(problem.question()));
    ArrayNode traces = row.addArray();
    for (InspectedTrace trace : problem.traces()) {
      ArrayNode short_ = traces.addArray().add(trace.set()).add(trace.sample());
      InspectedTrace.Tokens tokens = trace.tokens();
      if (trace.reward().isPresent()) {
        short_.add(rounded(trace.reward().getAsDouble()));
      } else {
        short_.addNull();
      }
      double max =
          IntStream.range(0, tokens.think().size())
              .mapToDouble(tokens::kl)
              .filter(Double::isFinite)
              .max()
              .orElse(Double.NaN);
      if (Double.isNaN(max)) {
        short_.addNull();
      } else {
        short_.add(rounded(max));
      }
      add(short_, trace.length());
      short_.add(
          (trace.leak() ? LEAK : 0) | (trace.correct() ? CORRECT : 0) | (trace.closed() ? 0 : CUT));
    }
    return row;
  }

  private static String brief(String text) {
    return visible(text.length() <= SHORT ? text : text.substring(0, SHORT) + "…");
  }

  private static ArrayNode whole(InspectedProblem problem) {
    ArrayNode row =
        JSON.createArrayNode()
            .add(visible(problem.id()))
            .add(visible(problem.question()))
            .add(visible(problem.solution()));
    ArrayNode traces = row.addArray();
    for (InspectedTrace trace : problem.traces()) {
      InspectedTrace.Tokens tokens = trace.tokens();
      ArrayNode whole = traces.addArray();
      if (tokens.isEmpty()) {
        whole.add(visible(trace.text()));
      } else {
        whole.addNull(); // its tokens are its text
      }
      ArrayNode terms = whole.addArray();
      for (InspectedTrace.Term term : trace.terms()) {
        ArrayNode written =
            terms
                .addArray()
                .add(visible(term.name()))
                .add(term.value())
                .add(visible(term.score()))
                .add(visible(term.how()))
                .add(visible(term.span()));
        add(written, term.token());
      }
      add(whole, tokens.think());
      add(whole, tokens.teacher());
      add(whole, tokens.student());
      add(whole, tokens.kl());
      add(whole, tokens.solution());
      add(whole, tokens.solutionStudent());
    }
    return row;
  }

  private static void add(ArrayNode row, OptionalInt value) {
    if (value.isPresent()) {
      row.add(value.getAsInt());
    } else {
      row.addNull();
    }
  }

  private static void add(ArrayNode row, List<String> texts) {
    ArrayNode written = row.addArray();
    texts.forEach(text -> written.add(visible(text)));
  }

  /** In thousandths. */
  private static void add(ArrayNode row, float[] values) {
    ArrayNode written = row.addArray();
    for (float value : values) {
      written.add(Math.round(value * PER_NAT));
    }
  }

  private static double rounded(double value) {
    return Math.round(value * PER_NAT) / PER_NAT;
  }

  /** Such as {@code 1,536 explanations of 512 problems in 3 sets}. */
  public static String counted(int explanations, int problems, int sets) {
    return String.format(
        Locale.ROOT,
        "%,d explanation%s of %,d problem%s in %d set%s.",
        explanations,
        explanations == 1 ? "" : "s",
        problems,
        problems == 1 ? "" : "s",
        sets,
        sets == 1 ? "" : "s");
  }

  private static void put(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
