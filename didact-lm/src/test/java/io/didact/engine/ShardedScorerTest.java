package io.didact.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.Parameters;
import io.didact.model.decoder.ShardedWeights;
import io.didact.tensor.DType;
import io.didact.tensor.GlooThreads;
import io.didact.tensor.ProcessGroup;
import io.didact.tensor.ThreadRank;
import io.didact.tensor.Workers;
import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranks that hold a part of a model each score as one that has all of it, to the last bit. */
class ShardedScorerTest {
  private static final int TOKENS = 20;

  private static DecoderConfig config(boolean tied) {
    return new DecoderConfig("llama", 50, 16, 24, 3, 2, 1, 8, 1e-6, 1e4, tied, 64, List.of(1));
  }

  /** The first rank has most: of three ranks with 4, 2 and 0 sequences each is a pass. */
  private static List<Scorer.Request> requests(ProcessGroup group) {
    List<Scorer.Request> requests = new ArrayList<>();
    for (int i = 0; i < 2 * (group.size() - 1 - group.rank()); i++) {
      int[] ids = new int[TOKENS];
      for (int k = 0; k < TOKENS; k++) {
        ids[k] = (7 * k + 3 * i + group.rank()) % 50;
      }
      requests.add(new Scorer.Request(TokenIds.of(ids), new TokenSpan(5, 15)));
    }
    return requests;
  }

  private static List<List<Double>> values(Scorer scorer, ProcessGroup group) {
    return scorer.score(requests(group), 0.7).stream()
        .map(spans -> Arrays.stream(spans.get(0).values()).boxed().toList())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void scoresAsTheWholeModel(boolean tied) {
    for (DType dtype : List.of(DType.FLOAT32, DType.BFLOAT16)) {
      Function<ProcessGroup, Integer> work =
          group -> {
            try (Parameters whole = Parameters.random(config(tied), dtype, 3, 0.2);
                ShardedWeights sharded = new ShardedWeights(whole, group);
                Workers one = new Workers(1);
                Scorer expected = new Scorer(whole, one, TOKENS);
                Scorer scorer = new Scorer(sharded, one, TOKENS)) {
              List<List<Double>> values = values(scorer, group);
              assertThat(values).isEqualTo(values(expected, group));
              assertThat(values(scorer, group)).isEqualTo(values);
              return values.size();
            }
          };
      assertThat(ThreadRank.each(3, work)).containsExactly(4, 2, 0);
    }
  }

  /** KL of a whole model against one in shards, and of that against the whole. */
  @Test
  void exactKlOfBoth() {
    Function<ProcessGroup, Integer> work =
        group -> {
          try (Parameters whole = Parameters.random(config(false), DType.FLOAT32, 3, 0.2);
              Parameters other = Parameters.random(config(false), DType.FLOAT32, 4, 0.2);
              ShardedWeights sharded = new ShardedWeights(other, group);
              Workers one = new Workers(1);
              Scorer p = new Scorer(whole, one, 2 * TOKENS);
              Scorer q = new Scorer(other, one, 2 * TOKENS);
              Scorer inShards = new Scorer(sharded, one, 2 * TOKENS)) {
            List<Scorer.Pair> pairs =
                requests(group).stream().map(each -> new Scorer.Pair(each, each)).toList();
            for (int i = 0; i < 2; i++) {
              boolean reversed = i == 1;
              List<List<double[]>> found =
                  reversed ? inShards.exactKl(p, pairs, 1) : p.exactKl(inShards, pairs, 1);
              List<List<double[]>> expected =
                  reversed ? q.exactKl(p, pairs, 1) : p.exactKl(q, pairs, 1);
              for (int k = 0; k < pairs.size(); k++) {
                assertThat(found.get(k).get(0)).containsExactly(expected.get(k).get(0));
              }
            }
            return pairs.size();
          }
        };
    assertThat(ThreadRank.each(3, work)).containsExactly(4, 2, 0);
  }

  /**
   * A pass sends a rank's part of each matrix to the others, (N − 1)/N of 4 bytes a weight in all:
   * of layers, embedding and head; and of the norms, 7 · 16.
   */
  @Test
  void aPassSendsEachWeightOnce() {
    long weights = 3 * (16 * 32 + 16 * 16 + 3 * 16 * 24) + 2 * 50 * 16 + 7 * 16;
    List<Long> sent =
        GlooThreads.onEach(
            2,
            Duration.ofSeconds(60),
            group -> {
              try (Parameters whole = Parameters.random(config(false), DType.FLOAT32, 3, 0.2);
                  ShardedWeights sharded = new ShardedWeights(whole, group);
                  Workers one = new Workers(1);
                  Scorer scorer = new Scorer(sharded, one, TOKENS)) {
                scorer.score(requests(group), 1);
                return group.bytesSent();
              }
            });
    long passes = 2;
    long agreeing = 2 * 8;
    assertThat(sent).containsOnly(passes * 4 * weights / 2 + agreeing);
  }

  @Test
  void severalWorkersAreAnError() {
    try (Parameters whole = Parameters.random(config(false), DType.FLOAT32, 3, 0.2);
        ShardedWeights sharded = new ShardedWeights(whole, ProcessGroup.single());
        Workers two = new Workers(2)) {
      assertThatThrownBy(() -> new Scorer(sharded, two, 10))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("one worker");
    }
  }
}
