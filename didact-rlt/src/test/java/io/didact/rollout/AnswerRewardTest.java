package io.didact.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.algorithm.CorrectnessReward;
import io.didact.data.Problem;
import io.didact.engine.Finish;
import io.didact.text.TokenIds;
import io.didact.tiny.Tiny;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerRewardTest {
  /** The paper's −1, −0.5, 1; what the limit cut has not the whole format. */
  @ParameterizedTest
  @CsvSource({
    "3+4=7</t><s>7</s><end>, STOP, 1, 1",
    "3+4=8</t><s>8</s><end>, STOP, -0.5, -0.5",
    "3+4=7</t><s>7</s>, LENGTH, -1, 1",
    "3+4=8</t><s>8</s>, LENGTH, -1, -0.5",
    "3+4=7</t><s>7</s>a=7b=, LENGTH, -1, 1",
    "3+4=7</t><s>7, LENGTH, -1, -1",
    "7<end>, STOP, -1, -1"
  })
  void aCompletionThatWasCutIsNotFormatted(
      String text, Finish finish, double reward, double otherwise) {
    assertThat(reward(text, finish, true)).isEqualTo(reward);
    assertThat(reward(text, finish, false)).isEqualTo(otherwise);
  }

  private static double reward(String text, Finish finish, boolean mustEnd) {
    TokenIds ids = Tiny.TOKENIZER.encode(text);
    Problem problem = new Problem("p", "a=3b=a+4b", "7", null, null);
    Rollout rollout =
        new Rollout(Tiny.STUDENT.prompt(problem), ids, new double[ids.size()], finish, 1);
    AnswerReward reward =
        new AnswerReward(
            CorrectnessReward.paper(),
            Tiny.STUDENT,
            Tiny.TOKENIZER,
            (asked, given) -> given.equals(asked.expectedAnswer()),
            mustEnd);
    return reward.score(List.of(new RolloutGroup(problem, List.of(rollout)))).get(0).totals()[0];
  }
}
