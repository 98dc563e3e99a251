package io.didact.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The explanation must equal the score, on random options and inputs. */
class RewardBreakdownTest {
  private static final int ROUNDS = 2_000;

  @Test
  void theTermsAddUpToTheTotal() {
    SplittableRandom random = new SplittableRandom(11);
    for (int round = 0; round < ROUNDS; round++) {
      RltReward options = randomOptions(random);
      RewardBreakdown reward = randomReward(random, options);
      double sum = 0;
      double size = 0;
      for (RewardTerm term : reward.terms()) {
        sum += term.value();
        size += Math.abs(term.value());
      }
      assertThat(reward.total()).isEqualTo(sum).isFinite();
      double byEquation =
          reward.score("r_SS") - options.lambda() * reward.score("r_KL") + reward.score("penalty");
      assertThat(reward.total()).isCloseTo(byEquation, within(1e-12 * size));
    }
  }

  /** Each line of the tree is the sum of the lines one level below it. */
  @Test
  void theTextTreeAddsUp() {
    SplittableRandom random = new SplittableRandom(12);
    for (int round = 0; round < ROUNDS; round++) {
      RewardBreakdown reward = randomReward(random, randomOptions(random));
      List<String> lines = reward.explain().lines().toList();
      assertThat(number(lines.get(0))).isCloseTo(reward.total(), within(1e-6));
      for (int i = 0; i < lines.size(); i++) {
        double children = 0;
        double size = 0; // exponentials may be large: allow for rounding relative to the summands
        int j = i + 1;
        for (; j < lines.size() && depth(lines.get(j)) > depth(lines.get(i)); j++) {
          if (depth(lines.get(j)) == depth(lines.get(i)) + 1) {
            children += number(lines.get(j));
            size += Math.abs(number(lines.get(j)));
          }
        }
        if (j > i + 1) {
          assertThat(number(lines.get(i))).isCloseTo(children, within(1e-5 + 1e-12 * size));
        }
      }
    }
  }

  @Test
  void anOverflowingSumIsAnError() {
    RewardTerm huge = new RewardTerm.Fixed("huge", Double.MAX_VALUE, "");
    assertThatThrownBy(() -> new RewardBreakdown(List.of(huge, huge)))
        .hasMessageContaining("overflows");
    assertThatThrownBy(() -> new RewardTerm.Fixed("bad", Double.NaN, ""))
        .hasMessage("the reward's term bad is NaN");
  }

  private static RltReward randomOptions(SplittableRandom random) {
    KlEstimator estimator = random.nextBoolean() ? KlEstimator.K1 : KlEstimator.K3;
    return new RltReward(
        randomScore(random),
        randomScore(random),
        estimator,
        estimator == KlEstimator.K3 || random.nextBoolean(),
        0.7,
        random.nextInt(4),
        -random.nextInt(3));
  }

  private static SpanScore randomScore(SplittableRandom random) {
    ValueTransform[] transforms = ValueTransform.values();
    List<WeightedReduction> reductions = new ArrayList<>();
    for (Reduction reduction : Reduction.values()) {
      if (reductions.isEmpty() || random.nextBoolean()) {
        reductions.add(new WeightedReduction(reduction, random.nextDouble(-1, 1)));
      }
    }
    Clip clip = random.nextBoolean() ? Clip.NONE : new Clip(-2, 2);
    return new SpanScore(clip, transforms[random.nextInt(transforms.length)], reductions);
  }

  private static RewardBreakdown randomReward(SplittableRandom random, RltReward options) {
    int think = random.nextInt(12);
    return options.of(
        random.doubles(1 + random.nextInt(9), -5, 0).toArray(),
        random.doubles(think, -5, 0).toArray(),
        random.doubles(think, -5, 0).toArray(),
        random.nextBoolean());
  }

  private static int depth(String line) {
    return (line.length() - line.stripLeading().length()) / 2;
  }

  private static double number(String line) {
    return Double.parseDouble(line.strip().split(" ", 2)[0]);
  }
}
