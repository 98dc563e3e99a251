package io.didact.eval;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The samples of an evaluation, problem by problem, as many for each.
 *
 * @param problems at least one, none twice
 */
public record SampleSet(List<ProblemSamples> problems) {
  public SampleSet {
    problems = List.copyOf(problems);
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("there are no samples");
    }
    ProblemSamples first = problems.get(0);
    for (ProblemSamples each : problems) {
      if (each.size() != first.size()) {
        throw new IllegalArgumentException(
            "problem %s has %d samples, the first, %s, has %d"
                .formatted(each.problem(), each.size(), first.problem(), first.size()));
      }
    }
  }

  /**
   * Sorts samples by problem, in the order in which problems appear first.
   *
   * @throws IllegalArgumentException naming a problem whose samples are not whole
   */
  public static SampleSet of(Stream<SampleOutcome> outcomes) {
    Map<String, List<SampleOutcome>> byProblem =
        outcomes.collect(
            Collectors.groupingBy(SampleOutcome::problem, LinkedHashMap::new, Collectors.toList()));
    List<ProblemSamples> problems = new ArrayList<>();
    for (List<SampleOutcome> samples : byProblem.values()) {
      samples.sort(Comparator.comparingInt(SampleOutcome::sample));
      problems.add(new ProblemSamples(samples));
    }
    return new SampleSet(problems);
  }

  /**
   * Reads the samples of a file ({@link SampleRow#read}).
   *
   * @throws IOException naming the file when it cannot be read, or its samples are not whole
   */
  public static SampleSet read(Path file) throws IOException {
    try (Stream<SampleRow> rows = SampleRow.read(file)) {
      return of(rows.map(SampleRow::outcome));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * The same samples, where wrong and undecided answers to a problem that say the same are all
   * spelled as the first of them: what {@link MajorityVote} counts.
   */
  public SampleSet voting(AnswerEquality equality) {
    return new SampleSet(problems.stream().map(each -> Ballot.cast(each, equality)).toList());
  }

  /**
   * Several evaluations of the same problems as one with all of their samples; problems that not
   * all have are left out.
   *
   * @param sets at least one, with as many samples a problem within each
   * @throws IllegalArgumentException where no problem is in all
   */
  public static SampleSet pooled(List<SampleSet> sets) {
    Map<String, List<SampleOutcome>> pooled = new LinkedHashMap<>();
    sets.get(0).byId().keySet().forEach(id -> pooled.put(id, new ArrayList<>()));
    for (SampleSet set : sets) {
      Map<String, ProblemSamples> byId = set.byId();
      pooled.keySet().retainAll(byId.keySet());
      pooled.forEach(
          (id, all) ->
              Objects.requireNonNull(byId.get(id))
                  .samples()
                  .forEach(each -> all.add(each.at(all.size()))));
    }
    return new SampleSet(pooled.values().stream().map(ProblemSamples::new).toList());
  }

  /** n, samples of each problem. */
  public int samplesPerProblem() {
    return problems.get(0).size();
  }

  /** How many samples there are. */
  public int size() {
    return problems.size() * samplesPerProblem();
  }

  /** How many samples are right. */
  public int correct() {
    return problems.stream().mapToInt(ProblemSamples::correct).sum();
  }

  /** All samples. */
  public Stream<SampleOutcome> samples() {
    return problems.stream().flatMap(problem -> problem.samples().stream());
  }

  /** Problems by id, in their order. */
  public Map<String, ProblemSamples> byId() {
    Map<String, ProblemSamples> byId = new LinkedHashMap<>();
    problems.forEach(problem -> byId.put(problem.problem(), problem));
    return byId;
  }

  /**
   * These problems alone, in their order here.
   *
   * @param ids at least one of them is here
   */
  public SampleSet only(Set<String> ids) {
    return new SampleSet(
        problems.stream().filter(problem -> ids.contains(problem.problem())).toList());
  }

  /**
   * The first samples of each problem.
   *
   * @param n how many, at most as many as there are
   */
  public SampleSet firstSamples(int n) {
    return new SampleSet(
        problems.stream()
            .map(problem -> new ProblemSamples(problem.samples().subList(0, n)))
            .toList());
  }

  /**
   * The samples by subject or by level, in the order of the labels; problems without a label are
   * left out.
   */
  public Map<String, SampleSet> by(Grouping grouping) {
    Map<String, List<ProblemSamples>> groups = new TreeMap<>(grouping.order());
    for (ProblemSamples problem : problems) {
      grouping
          .of(problem)
          .ifPresent(label -> groups.computeIfAbsent(label, l -> new ArrayList<>()).add(problem));
    }
    Map<String, SampleSet> sets = new LinkedHashMap<>();
    groups.forEach((label, members) -> sets.put(label, new SampleSet(members)));
    return sets;
  }
}
