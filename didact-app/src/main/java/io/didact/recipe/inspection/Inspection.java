package io.didact.recipe.inspection;

import io.didact.report.InspectedProblem;
import io.didact.report.InspectedTrace;
import io.didact.report.TracePage;
import io.didact.run.AtomicFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Sets of explanations, joined by their problems, as one page. */
public final class Inspection {
  /** The page's name beside the report of a run. */
  public static final String FILE = "traces.html";

  /** Explanations of one problem; what has the same question and solution is the same problem. */
  private record Key(String question, String solution) {}

  private record Gathered(String id, List<InspectedTrace> traces) {}

  private final String title;
  private final List<TraceSet> sets;
  private final Optional<TokenScoring> scoring;
  private final int limit;
  private final Consumer<String> say;

  /**
   * @param sets side by side in this order
   * @param scoring works out what a set lacks; where it is absent, what is not known is not shown
   * @param limit how many problems, 0 for all
   * @param say hears of what is left out
   */
  public Inspection(
      String title,
      List<TraceSet> sets,
      Optional<TokenScoring> scoring,
      int limit,
      Consumer<String> say) {
    this.title = title;
    this.sets = List.copyOf(sets);
    this.scoring = scoring;
    this.limit = limit;
    this.say = say;
  }

  /**
   * Writes the page.
   *
   * @throws IOException where a set cannot be read or has no explanation, naming it
   */
  public void write(Path file) throws IOException {
    Map<Key, Gathered> problems = new LinkedHashMap<>();
    int explanations = 0;
    int leftOut = 0;
    for (int set = 0; set < sets.size(); set++) {
      TraceSet from = sets.get(set);
      List<FoundTrace> wanted = new ArrayList<>();
      List<Gathered> places = new ArrayList<>();
      int[] others = {0};
      from.read(
          trace -> {
            Key key = new Key(trace.problem().question(), trace.problem().solution());
            if (limit == 0 || problems.size() < limit || problems.containsKey(key)) {
              wanted.add(trace);
              places.add(
                  problems.computeIfAbsent(
                      key, any -> new Gathered(trace.problem().id(), new ArrayList<>())));
            } else {
              others[0]++;
            }
          });
      if (wanted.size() + others[0] == 0) {
        throw new IOException("the set " + from.name() + " has no explanation: " + from.files());
      }
      leftOut += others[0];
      explanations += wanted.size();
      List<FoundTrace> known = scored(from, wanted);
      for (int i = 0; i < known.size(); i++) {
        List<InspectedTrace> traces = places.get(i).traces();
        int of = set;
        int sample = (int) traces.stream().filter(each -> each.set() == of).count();
        traces.add(known.get(i).inspected(set, sample));
      }
    }
    if (leftOut > 0) {
      say.accept(
          "%d explanations of problems beyond the first %d are left out of %s"
              .formatted(leftOut, problems.size(), file.getFileName()));
    }
    TracePage page =
        new TracePage(
            title,
            TracePage.counted(explanations, problems.size(), sets.size()),
            sets.stream().map(TraceSet::name).toList(),
            sets.stream().map(set -> set.name() + ": " + origin(set.files())).toList());
    AtomicFiles.writeFile(
        file,
        out ->
            page.write(
                out,
                problems.entrySet().stream()
                    .map(
                        each ->
                            new InspectedProblem(
                                each.getValue().id(),
                                each.getKey().question(),
                                each.getKey().solution(),
                                each.getValue().traces()))));
  }

  /** With the values of tokens, where they are known or can be worked out. */
  private List<FoundTrace> scored(TraceSet set, List<FoundTrace> traces) throws IOException {
    List<Integer> lacking = new ArrayList<>();
    for (int i = 0; i < traces.size(); i++) {
      if (traces.get(i).tokens().isEmpty()) {
        lacking.add(i);
      }
    }
    if (lacking.isEmpty()) {
      return traces;
    }
    if (scoring.isEmpty()) {
      say.accept(
          "%s: %d of %d explanations have no values of their tokens; `tokenValues: true` in the"
                  .formatted(set.name(), lacking.size(), traces.size())
              + " stage keeps them, --teacher and --student work them out");
      return traces;
    }
    say.accept("%s: scoring %d explanations".formatted(set.name(), lacking.size()));
    TokenScoring.Scored scored;
    try {
      scored = scoring.get().of(lacking.stream().map(traces::get).toList());
    } catch (IllegalArgumentException e) {
      throw new IOException("the set " + set.name() + ": " + e.getMessage(), e);
    }
    if (scored.tooLong() > 0) {
      say.accept(
          "%s: %d explanations are longer than the models read; they have no values"
              .formatted(set.name(), scored.tooLong()));
    }
    List<FoundTrace> all = new ArrayList<>(traces);
    for (int i = 0; i < lacking.size(); i++) {
      all.set(lacking.get(i), scored.traces().get(i));
    }
    return all;
  }

  private static String origin(Collection<Path> files) {
    Path first = files.iterator().next();
    return files.size() == 1 ? first.toString() : first + " and " + (files.size() - 1) + " more";
  }
}
