package io.didact.recipe.inspection;

import io.didact.data.JsonlRow;
import io.didact.data.Problem;
import io.didact.data.Problems;
import io.didact.report.InspectedTrace;
import io.didact.text.TokenIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An explanation of a row: of a rollout log, or of a file of traces.
 *
 * @param problem with the explanation as its trace
 * @param length in tokens, where the row has their ids
 * @param closed whether its own closing tag ended it, as far as the row says
 * @param correct whether the answer is right, where the reward says it
 * @param tokens what the row has of its tokens
 */
record FoundTrace(
    Problem problem,
    String text,
    OptionalInt length,
    boolean closed,
    @Nullable Boolean correct,
    OptionalDouble reward,
    List<InspectedTrace.Term> terms,
    InspectedTrace.Tokens tokens) {
  private static final String CORRECTNESS = "correctness";
  private static final String PENALTY = "penalty";

  static FoundTrace of(JsonlRow row) {
    return row.optionalString("text").isPresent() ? ofRollout(row) : ofTrace(row);
  }

  private static FoundTrace ofRollout(JsonlRow row) {
    String text = row.string("text");
    Problem problem =
        new Problem(
            row.string("problem"),
            row.string("question"),
            row.string("solution"),
            row.optionalString("answer").orElse(null),
            text,
            null,
            row.optionalString("system").orElse(null));
    JsonNode terms = row.fields().path("terms");
    JsonNode correctness = terms.get(CORRECTNESS);
    JsonNode penalty = terms.get(PENALTY);
    FoundTrace found =
        new FoundTrace(
            problem,
            text,
            row.optionalTokenIds("ids").stream().mapToInt(TokenIds::size).findFirst(),
            "stop".equals(row.optionalString("finish").orElse("stop"))
                && (penalty == null || penalty.asDouble(0) == 0 || text.isEmpty()),
            correctness == null ? null : correctness.asDouble(0) > 0,
            row.optionalNumber("reward"),
            flat(terms),
            InspectedTrace.Tokens.NONE);
    JsonNode tokens = row.fields().get("tokens");
    return tokens == null || tokens.isNull() ? found : found.with(row, tokens);
  }

  private static FoundTrace ofTrace(JsonlRow row) {
    return of(Problems.fromRow(row), row.flag("closed", true), row.optionalNumber("reward"))
        .orElseThrow(
            () ->
                row.wrong(
                    "the row has no explanation: neither `text`, as rollouts have it, nor `trace`"));
  }

  /** A problem's own trace; none where it has none. */
  static Optional<FoundTrace> of(Problem problem) {
    return of(problem, true, OptionalDouble.empty());
  }

  private static Optional<FoundTrace> of(Problem problem, boolean closed, OptionalDouble reward) {
    String text = problem.trace();
    if (text == null) {
      return Optional.empty();
    }
    TokenIds ids = problem.traceIds();
    return Optional.of(
        new FoundTrace(
            problem,
            text,
            ids == null ? OptionalInt.empty() : OptionalInt.of(ids.size()),
            closed,
            null,
            reward,
            List.of(),
            InspectedTrace.Tokens.NONE));
  }

  private static List<InspectedTrace.Term> flat(JsonNode terms) {
    List<InspectedTrace.Term> flat = new ArrayList<>();
    for (Map.Entry<String, JsonNode> term : terms.properties()) {
      flat.add(
          new InspectedTrace.Term(
              term.getKey(), term.getValue().asDouble(0), "", "", "", OptionalInt.empty()));
    }
    return flat;
  }

  private FoundTrace with(JsonlRow row, JsonNode tokens) {
    try {
      return with(reward, tokens);
    } catch (IllegalArgumentException e) {
      throw row.wrong("its `tokens`: " + e.getMessage());
    }
  }

  /** The same with what {@code TokenValues} writes of its tokens. */
  FoundTrace with(OptionalDouble scored, JsonNode tokens) {
    List<InspectedTrace.Term> named = new ArrayList<>();
    for (JsonNode term : tokens.path("terms")) {
      named.add(
          new InspectedTrace.Term(
              term.path("name").asString(""),
              term.path("value").asDouble(0),
              term.path("score").asString(""),
              how(term),
              term.path("span").asString(""),
              term.has("token")
                  ? OptionalInt.of(term.path("token").asInt(0))
                  : OptionalInt.empty()));
    }
    List<String> think = texts(tokens.path("think"));
    return new FoundTrace(
        problem,
        text,
        OptionalInt.of(think.size()),
        closed,
        correct,
        scored,
        named,
        new InspectedTrace.Tokens(
            think,
            floats(tokens.path("teacher")),
            floats(tokens.path("student")),
            floats(tokens.path("kl")),
            texts(tokens.path("solution")),
            floats(tokens.path("solutionStudent"))));
  }

  /** Such as {@code −3 × 0.01 × 2.3601}; a factor of 1 is left out. */
  private static String how(JsonNode term) {
    if (!term.has("by")) {
      return term.path("reason").asString("");
    }
    String factors =
        Stream.of("weight", "coefficient")
            .map(factor -> term.path(factor).asDouble(1))
            .filter(factor -> factor != 1)
            .map(factor -> plain(factor) + " × ")
            .collect(Collectors.joining());
    return factors.isEmpty()
        ? ""
        : (factors + String.format(Locale.ROOT, "%.4f", term.path("reduced").asDouble(0)))
            .replace('-', '−');
  }

  private static String plain(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e9
        ? Long.toString((long) number)
        : Double.toString(number);
  }

  private static List<String> texts(JsonNode array) {
    // The same few thousand texts come again and again.
    return array.valueStream().map(each -> each.asString("").intern()).toList();
  }

  private static float[] floats(JsonNode array) {
    float[] values = new float[array.size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) array.get(k).asDouble(0);
    }
    return values;
  }

  InspectedTrace inspected(int set, int sample) {
    AnswerPlace place = AnswerPlace.of(problem.expectedAnswer(), text);
    return new InspectedTrace(
        set,
        sample,
        text,
        length,
        reward,
        closed,
        place.leak(),
        correct == null ? place.last() : correct,
        terms,
        tokens);
  }
}
