package io.didact.recipe.stage;

import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.LoraShape;
import io.didact.recipe.model.ModelRef;
import io.didact.recipe.reward.PolicyView;
import io.didact.recipe.reward.RewardSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a stage asks of models, in numbers that are expected before it runs.
 *
 * @param parts in the order in which a step does them
 * @param traces what it leaves for later stages to learn from
 */
public record Work(List<Part> parts, Optional<Material> traces) {
  /** Key of the copy that a policy is held near to. */
  public static final String REFERENCE = "reference";

  /** Of a stage that asks no model. */
  static final Work NONE = new Work(List.of(), Optional.empty());

  public Work {
    parts = List.copyOf(parts);
  }

  /** What is done with a model. */
  public enum Kind {
    /** Completions are written, token by token. */
    SAMPLE,
    /** Sequences are read, and log-probs taken of some of their tokens. */
    SCORE,
    /** Forward and backward pass, and an update. */
    TRAIN
  }

  /**
   * One kind of work with one model. Sequences come in groups that begin alike; what they share is
   * computed once.
   *
   * @param key of the stage that names the model, or {@link #REFERENCE}
   * @param times how often all of it is done
   * @param groups at a time
   * @param perGroup sequences of a group
   * @param shared tokens that a group begins with, a mean
   * @param own tokens of a sequence after these, a mean
   * @param scored of its own tokens those that go through the head, a mean
   * @param longest most tokens that a sequence may have after the shared ones
   * @param updates steps of the optimizer each time
   * @param adapter what alone is trained; none where all weights are
   */
  public record Part(
      Kind kind,
      String key,
      DecoderConfig model,
      double times,
      double groups,
      double perGroup,
      double shared,
      double own,
      double scored,
      double longest,
      int updates,
      Optional<LoraShape> adapter) {
    /** Where nothing is trained, or all weights are. */
    public Part(
        Kind kind,
        String key,
        DecoderConfig model,
        double times,
        double groups,
        double perGroup,
        double shared,
        double own,
        double scored,
        double longest,
        int updates) {
      this(
          kind,
          key,
          model,
          times,
          groups,
          perGroup,
          shared,
          own,
          scored,
          longest,
          updates,
          Optional.empty());
    }

    /** The same work where an adapter alone is trained. */
    public Part training(Optional<LoraShape> shape) {
      return new Part(
          kind, key, model, times, groups, perGroup, shared, own, scored, longest, updates, shape);
    }

    /** The same so many times. */
    Part repeated(int count) {
      return new Part(
          kind,
          key,
          model,
          times * count,
          groups,
          perGroup,
          shared,
          own,
          scored,
          longest,
          updates,
          adapter);
    }

    /** Tokens that are written, or read, at a time. */
    public double tokens() {
      double ofSequences = groups * perGroup * own;
      return kind == Kind.SAMPLE ? ofSequences : groups * shared + ofSequences;
    }
  }

  /**
   * Sampling completions and what they are worth.
   *
   * @param key that names the model, which is {@code model}
   * @param limit most tokens of a completion
   */
  static List<Part> sampled(
      Forecast forecast,
      String key,
      DecoderConfig model,
      PolicyView view,
      RewardSettings reward,
      Material of,
      int limit,
      double times,
      double groups,
      double perGroup)
      throws IOException {
    double own = forecast.written(limit);
    double prompt = of.prompt(view);
    List<Part> parts = new ArrayList<>();
    parts.add(
        new Part(Kind.SAMPLE, key, model, times, groups, perGroup, prompt, own, own, limit, 0));
    parts.addAll(
        scored(forecast, key, model, view, reward, of, limit, own, times, groups, perGroup));
    return parts;
  }

  /**
   * What completions are worth.
   *
   * @param limit most tokens of one
   * @param own tokens of one, a mean
   */
  static List<Part> scored(
      Forecast forecast,
      String key,
      DecoderConfig model,
      PolicyView view,
      RewardSettings reward,
      Material of,
      double limit,
      double own,
      double times,
      double groups,
      double perGroup)
      throws IOException {
    List<Part> parts = new ArrayList<>();
    double solution = view == PolicyView.TEACHER ? of.solution() : 0;
    if (reward.isServed()) {
      forecast.assume("what a server scores is its work and not counted");
    }
    Map<String, ModelRef> here = reward.isServed() ? Map.of() : reward.models();
    for (var asked : here.entrySet()) {
      parts.add(
          new Part(
              Kind.SCORE,
              "reward." + asked.getKey(),
              forecast.model(asked.getValue()),
              times,
              groups,
              perGroup,
              of.studentPrompt(),
              own + solution,
              own + solution,
              limit + solution,
              0));
    }
    if (reward.readsPolicyAgain()) {
      parts.add(
          new Part(
              Kind.SCORE,
              key,
              model,
              times,
              groups,
              perGroup,
              of.prompt(view),
              own,
              own,
              limit,
              0));
    }
    return parts;
  }
}
