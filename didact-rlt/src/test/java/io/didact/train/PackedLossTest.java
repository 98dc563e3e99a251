package io.didact.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.didact.algorithm.NonFiniteException;
import io.didact.algorithm.SequenceLoss;
import io.didact.model.decoder.LogProbHead;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PackedLossTest {
  /** Of three sequences, places 4, 0 and 2 of the batch, with 3, 1 and 5 loss tokens. */
  private static final List<Integer> PLACES = List.of(4, 0, 2);

  private static final int[] LENGTHS = {3, 1, 5};
  private static final int TOKENS = 9;

  /**
   * What depends on the sequence, on the token's place in it, and on the reference's log-prob: L =
   * Σ (10 · place + k + reference_k) · lp_k.
   */
  private static final SequenceLoss LOSS =
      (place, first, logProbs, reference) -> {
        double[] derivative =
            IntStream.range(0, logProbs.length)
                .mapToDouble(
                    k -> 10 * place + first + k + (reference.length == 0 ? 0 : reference[k]))
                .toArray();
        double loss =
            IntStream.range(0, logProbs.length).mapToDouble(k -> derivative[k] * logProbs[k]).sum();
        return new SequenceLoss.Value(loss, derivative);
      };

  /** With log-probs of 1 a sequence's loss is the sum of its derivatives: 40 + 41 + 42 = 123, … */
  @Test
  void byHand() {
    BatchGradient.Tally tally = BatchGradient.Tally.of(5, false);
    double[] ones = new double[TOKENS];
    Arrays.fill(ones, 1);
    PackedLoss packed = packed(new double[0], tally);
    assertThat(packed.at(0, ones)).containsExactly(40, 41, 42, 0, 20, 21, 22, 23, 24);
    assertThat(tally.losses()).containsExactly(0, 0, 110, 0, 123);
  }

  /**
   * All of a pack's entropies go to its first sequence, 4; also where the loss wants all at once.
   */
  @Test
  void entropiesOfAPack() {
    BatchGradient.Tally tally = BatchGradient.Tally.of(5, true);
    PackedLoss packed = packed(new double[0], tally);
    for (LogProbHead.Derivative each : List.of(packed, packed.whole(new double[TOKENS]))) {
      assertThat(each.wantsEntropies()).isTrue();
      each.entropies(0, new double[] {0.5, 1});
      each.entropies(2, new double[] {0.25});
    }
    assertThat(tally.entropies()).containsExactly(0, 0, 0, 0, 3.5);
    PackedLoss unasked = packed(new double[0], BatchGradient.Tally.of(5, false));
    assertThat(unasked.whole(new double[TOKENS]).wantsEntropies()).isFalse();
  }

  /** Every way to cut nine tokens into pieces: 2⁸. */
  @Test
  void whereItIsCutChangesNothing() {
    SplittableRandom random = new SplittableRandom(1);
    double[] logProbs = random.doubles(TOKENS, -3, 0).toArray();
    double[] reference = random.doubles(TOKENS, -3, 0).toArray();
    for (double[] under : new double[][] {reference, {}}) {
      BatchGradient.Tally tally = BatchGradient.Tally.of(5, false);
      double[] derivative = packed(under, tally).at(0, logProbs);
      for (int cuts = 0; cuts < 1 << TOKENS - 1; cuts++) {
        BatchGradient.Tally inPieces = BatchGradient.Tally.of(5, false);
        PackedLoss packed = packed(under, inPieces);
        double[] found = new double[TOKENS];
        int start = 0;
        for (int end = 1; end <= TOKENS; end++) {
          if (end == TOKENS || (cuts >> end - 1 & 1) == 1) {
            double[] piece = packed.at(start, Arrays.copyOfRange(logProbs, start, end));
            System.arraycopy(piece, 0, found, start, piece.length);
            start = end;
          }
        }
        assertThat(found).containsExactly(derivative);
        assertThat(inPieces.losses()).containsExactly(tally.losses(), within(1e-12));
      }
    }
  }

  @Test
  void nothingIsAskedOfNothing() {
    PackedLoss packed = packed(new double[0], BatchGradient.Tally.of(5, false));
    assertThat(packed.at(4, new double[0])).isEmpty();
  }

  /** Its tokens have no gradient, those of the others do. */
  @Test
  void saysWhichSequenceHasNoFiniteLoss() {
    double[] logProbs = new double[TOKENS];
    logProbs[3] = Double.NaN; // the only token of the second, place 0
    BatchGradient.Tally tally = BatchGradient.Tally.of(5, false);
    assertThat(packed(new double[0], tally).at(0, logProbs))
        .containsExactly(40, 41, 42, 0, 20, 21, 22, 23, 24);
    assertThatThrownBy(tally::totals)
        .isInstanceOf(NonFiniteException.class)
        .hasMessage("the loss of sequence 0 of the batch is NaN");
  }

  private static PackedLoss packed(double[] reference, BatchGradient.Tally tally) {
    return new PackedLoss(PLACES, LENGTHS, LOSS, reference, tally);
  }
}
