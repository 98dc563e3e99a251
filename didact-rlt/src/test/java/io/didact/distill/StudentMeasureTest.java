package io.didact.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.didact.algorithm.RankSurprisal;
import io.didact.data.Problem;
import io.didact.data.Trace;
import io.didact.engine.Scorer;
import io.didact.model.decoder.Parameters;
import io.didact.tensor.DType;
import io.didact.tensor.Workers;
import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;
import io.didact.tiny.Tiny;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class StudentMeasureTest {
  private static final Problem P = new Problem("p", "9a+4", "3", null, null);

  private static Trace trace(String text, TokenIds ids) {
    return new Trace(P.withTrace(text), ids, true, OptionalDouble.empty(), "x", 0);
  }

  /**
   * Against ranks by hand: every token of the vocabulary is put in the place of each token of the
   * thought and scored; the rank is 1 and how many are likelier.
   */
  @Test
  void rankAndSurprisalAreThoseOfTheThoughtInTheStudentsView() {
    TokenIds ids = Tiny.TOKENIZER.encode("9+4=3.");
    try (Parameters parameters = Tiny.parameters(DType.FLOAT64, 7);
        Workers workers = new Workers(2);
        Scorer scorer = new Scorer(parameters, workers, 64)) {
      List<RankSurprisal> measured =
          new StudentMeasure(Tiny.STUDENT, scorer)
              .of(
                  List.of(
                      trace("9+4=3.", ids),
                      trace("9+4=3.", TokenIds.EMPTY),
                      trace("", ids.slice(0, 0))));

      TokenIds before = Tiny.TOKENIZER.encode("<S>9a+4<t>");
      double ranks = 0;
      double surprisal = 0;
      for (int k = 0; k < ids.size(); k++) {
        double[] all = distribution(scorer, before);
        double own = all[ids.get(k)];
        int rank = 1;
        for (double other : all) {
          rank += other > own ? 1 : 0;
        }
        ranks += rank;
        surprisal -= own;
        before = TokenIds.concat(before, ids.slice(k, k + 1));
      }
      assertThat(ranks).isGreaterThan(ids.size());
      assertThat(measured.get(0).ratio()).isCloseTo(ranks / surprisal, within(1e-9));
      assertThat(measured.get(0).logProb()).isCloseTo(-surprisal / ids.size(), within(1e-9));
      assertThat(measured.get(1)).as("of the text").isEqualTo(measured.get(0));
      assertThat(measured.get(2).ratio()).as("of nothing").isInfinite();
    }
  }

  private static double[] distribution(Scorer scorer, TokenIds context) {
    List<Scorer.Request> requests = new ArrayList<>();
    for (int v = 0; v < Tiny.TOKENIZER.size(); v++) {
      requests.add(
          new Scorer.Request(
              TokenIds.concat(context, TokenIds.of(v)), TokenSpan.at(context.size(), 1)));
    }
    return scorer.score(requests, 1).stream()
        .mapToDouble(each -> each.get(0).values()[0])
        .toArray();
  }

  @Test
  void aTraceThatTheStudentCannotReadIsNamed() {
    try (Parameters parameters = Tiny.parameters(DType.FLOAT32, 7);
        Workers workers = new Workers(1);
        Scorer scorer = new Scorer(parameters, workers, 64)) {
      StudentMeasure measure = new StudentMeasure(Tiny.STUDENT, scorer);
      String longer = "1".repeat(200);
      assertThatThrownBy(() -> measure.of(List.of(trace(longer, TokenIds.EMPTY))))
          .hasMessageContaining("problem p: a trace is too long for the student")
          .hasMessageContaining("Leave out longer ones with maxTokens");
    }
  }
}
