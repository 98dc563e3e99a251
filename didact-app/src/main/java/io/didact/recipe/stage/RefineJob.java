package io.didact.recipe.stage;

import io.didact.data.Dataset;
import io.didact.data.Findings;
import io.didact.data.Jsonl;
import io.didact.data.Trace;
import io.didact.data.refine.Refined;
import io.didact.data.refine.TextRule;
import io.didact.text.TokenIds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.databind.node.ObjectNode;

/** Writing traces anew as a stage. */
record RefineJob(StageContext context, RefineStage stage) {

  /** What it came to, or nothing where a stop was asked for. */
  Optional<StageEnd> run() throws IOException {
    Dataset<Trace> traces = stage.traces().traces(context);
    if (traces.items().isEmpty()) {
      throw new IOException("stage " + context.name() + ": there are no traces");
    }
    Optional<List<Refined>> refined =
        stage.by() instanceof ServerRefiner server
            ? new ServerReplies(context, stage, server, traces).all()
            : byRules(traces, ((RulesRefiner) stage.by()).rules());
    return refined.isEmpty() ? Optional.empty() : Optional.of(end(traces, refined.get()));
  }

  private Optional<List<Refined>> byRules(Dataset<Trace> traces, List<TextRule> rules)
      throws IOException {
    List<Refined> all = new ArrayList<>();
    for (Trace trace : traces.items()) {
      if (context.stopRequested().getAsBoolean()) {
        return Optional.empty();
      }
      Refined refined = TextRule.all(rules, trace.problem(), text(trace));
      stage.unrefined().require(context, traces.name(all.size(), ScoreStage::id), refined);
      all.add(refined);
    }
    return Optional.of(all);
  }

  private StageEnd end(Dataset<Trace> of, List<Refined> all) throws IOException {
    List<Trace> traces = of.items();
    Findings not = new Findings();
    List<ObjectNode> rows = new ArrayList<>();
    int changed = 0;
    for (int i = 0; i < traces.size(); i++) {
      Trace trace = traces.get(i);
      Refined refined = all.get(i);
      Optional<String> text = refined.text().filter(each -> !each.equals(text(trace)));
      if (refined.text().isEmpty()) {
        not.add(kind(refined.why()), of.name(i, ScoreStage::id) + ": " + refined.why());
      }
      if (text.isPresent()) {
        rows.add(anew(trace, text.get()).toRow().put("raw", text(trace)));
        changed++;
      } else if (refined.text().isPresent()) {
        rows.add(trace.toRow());
      } else if (stage.unrefined() == Unrefined.KEEP) {
        rows.add(remarked(trace, "not rewritten: " + refined.why()).toRow());
      }
    }
    if (not.count() == traces.size()) {
      throw new IOException(
          "stage %s: none of %d traces is written anew:\n  %s"
              .formatted(context.name(), traces.size(), not.lines()));
    }
    if (not.count() > 0) {
      context
          .listener()
          .onMessage(
              "%s: %d of %d traces are not written anew and %s: %s"
                  .formatted(
                      context.name(),
                      not.count(),
                      traces.size(),
                      stage.unrefined() == Unrefined.KEEP ? "stay as they are" : "are left out",
                      not.brief()));
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("offered", (double) traces.size());
    metrics.put("refined", (double) changed);
    metrics.put("unchanged", (double) traces.size() - not.count() - changed);
    metrics.put("unrefined", (double) not.count());
    metrics.put("unrefinedShare", (double) not.count() / traces.size());
    metrics.put("kept", (double) rows.size());
    return StageEnd.of(
        metrics, next -> Jsonl.write(next.resolve(StageContext.TRACES), rows.stream(), row -> row));
  }

  /** A reason without what it quotes of the trace. */
  private static String kind(String why) {
    return why.replaceAll("`[^`]*`", "…");
  }

  /** The trace with another text, which nobody sampled or scored. */
  private Trace anew(Trace trace, String text) {
    return new Trace(
        trace.problem().withTrace(text),
        TokenIds.EMPTY,
        trace.closed() || stage.by().completes(),
        OptionalDouble.empty(),
        trace.source(),
        trace.seed(),
        trace.correct(),
        remark(trace, "rewritten by " + stage.by().called()));
  }

  private static Trace remarked(Trace trace, String more) {
    return new Trace(
        trace.problem(),
        trace.think(),
        trace.closed(),
        trace.reward(),
        trace.source(),
        trace.seed(),
        trace.correct(),
        remark(trace, more));
  }

  private static Optional<String> remark(Trace trace, String more) {
    return Optional.of(trace.remark().map(before -> before + "; " + more).orElse(more));
  }

  private static String text(Trace trace) {
    return String.valueOf(trace.problem().trace());
  }
}
