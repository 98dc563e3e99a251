package io.didact.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.didact.data.Problem;
import io.didact.engine.Scorer;
import io.didact.model.decoder.Parameters;
import io.didact.tensor.DType;
import io.didact.tensor.Workers;
import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;
import io.didact.tiny.Tiny;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpeningCheckTest {
  /** The product of the tokens' probabilities, one token at a time, then the mean over problems. */
  @Test
  void theProbabilityIsThatOfAllItsTokensInTheStudentsView() {
    List<Problem> problems = Tiny.problems(3);
    TokenIds opening = Tiny.TOKENIZER.encode("1+2");
    try (Parameters parameters = Tiny.parameters(DType.FLOAT64, 3);
        Workers workers = new Workers(1);
        Scorer scorer = new Scorer(parameters, workers, 64)) {
      double sum = 0;
      for (Problem problem : problems) {
        TokenIds context = Tiny.TOKENIZER.encode("<S>" + problem.question() + "<t>");
        double product = 1;
        for (int k = 0; k < opening.size(); k++) {
          context = TokenIds.concat(context, opening.slice(k, k + 1));
          product *=
              Math.exp(
                  scorer
                      .score(
                          List.of(new Scorer.Request(context, TokenSpan.at(context.size() - 1, 1))),
                          0.7)
                      .get(0)
                      .get(0)
                      .values()[0]);
        }
        sum += product;
      }
      double mean = sum / 3;
      assertThat(check(scorer, mean).mean("1+2", problems)).isCloseTo(mean, within(1e-12));
      assertThat(check(scorer, mean * 0.99).remarks(problems)).isEmpty();
      assertThat(check(scorer, mean * 1.01).remarks(problems))
          .singleElement()
          .asString()
          .startsWith("the reward's student begins a thought with \"1+2\" with probability ")
          .contains("over 3 problems at temperature 0.7")
          .contains("pay about %.1f nats".formatted(-Math.log(mean)));
    }
  }

  private static OpeningCheck check(Scorer scorer, double atLeast) {
    return new OpeningCheck(Tiny.STUDENT, scorer, List.of("1+2"), atLeast, 0.7);
  }
}
