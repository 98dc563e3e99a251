package io.didact.recipe.engine;

import static io.didact.recipe.engine.FakeModelServer.Fault.ABORTS;
import static io.didact.recipe.engine.FakeModelServer.Fault.EXTRA_BOS;
import static io.didact.recipe.engine.FakeModelServer.Fault.FLOOR;
import static io.didact.recipe.engine.FakeModelServer.Fault.FOREIGN_IDS;
import static io.didact.recipe.engine.FakeModelServer.Fault.NO_LOG_PROBS;
import static io.didact.recipe.engine.FakeModelServer.Fault.NO_SEEDS;
import static io.didact.recipe.engine.FakeModelServer.Fault.NO_STOP_TOKEN;
import static io.didact.recipe.engine.FakeModelServer.Fault.ONE_SEED;
import static io.didact.recipe.engine.FakeModelServer.Fault.OWN_LIMIT;
import static io.didact.recipe.engine.FakeModelServer.Fault.RAW_LOG_PROBS;
import static io.didact.recipe.engine.FakeModelServer.Fault.SHORT_LOG_PROBS;
import static io.didact.recipe.engine.FakeModelServer.Fault.TEXT_ONLY;
import static io.didact.recipe.engine.FakeModelServer.Fault.TRUNCATED_LOG_PROBS;
import static io.didact.recipe.engine.FakeModelServer.Kind.LLAMA_CPP;
import static io.didact.recipe.engine.FakeModelServer.Kind.SGLANG;
import static io.didact.recipe.engine.FakeModelServer.Kind.VLLM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.didact.engine.Completion;
import io.didact.engine.RolloutEngine;
import io.didact.engine.RolloutRequest;
import io.didact.engine.Sampling;
import io.didact.engine.Scorer;
import io.didact.recipe.engine.FakeModelServer.Fault;
import io.didact.recipe.engine.FakeModelServer.Kind;
import io.didact.recipe.model.LoadedModel;
import io.didact.recipe.model.LocalEngineSettings;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Workers;
import io.didact.text.TokenIds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Servers as engines, held against Didact's own, which is behind the wire; and their pitfalls. */
class RemoteEngineTest {
  private static final TokenIds PROMPT = TokenIds.of(5, 17, 30, 8, 41);
  private static final int OTHER_SEED = 7;

  @TempDir Path dir;
  private final Workers workers = new Workers(1);
  private final List<String> messages = Collections.synchronizedList(new ArrayList<>());
  private LoadedModel model;

  @BeforeEach
  void load() throws IOException {
    SmallModel.write(dir.resolve("other"), OTHER_SEED);
    model = SmallModel.load(SmallModel.write(dir.resolve("model"), 3));
  }

  @AfterEach
  void close() {
    model.close();
    workers.close();
  }

  private ServerSettings settings(Kind kind, String url, Optional<Path> handOver) {
    return switch (kind) {
      case VLLM -> new VllmEngineSettings(url, "tiny", 4, 20, 1, Optional.empty(), 0.3, handOver);
      case SGLANG ->
          new SglangEngineSettings(url, "tiny", 4, 20, 1, Optional.empty(), 0.3, handOver);
      case LLAMA_CPP -> new LlamaCppEngineSettings(url, "tiny", 4, 20, 1, Optional.empty(), 0.3);
    };
  }

  private RolloutEngine open(Kind kind, FakeModelServer server) throws IOException {
    return settings(kind, server.url(), Optional.empty()).open(model, workers, messages::add);
  }

  private FakeModelServer serve(Kind kind, Fault... faults) throws IOException {
    return new FakeModelServer(kind, dir.resolve("model"), faults);
  }

  private List<Completion> local(Sampling sampling, RolloutRequest request) {
    try (RolloutEngine engine = LocalEngineSettings.defaults().open(model, workers)) {
      return engine.generate(List.of(request), sampling).get(0);
    }
  }

  private static RolloutRequest request(int samples) {
    return new RolloutRequest(PROMPT, LongStream.range(0, samples).map(i -> i * 31 - 40).toArray());
  }

  /** Ids of other lengths, ended by ids, by the limit of all, and by one of their own. */
  private static RolloutRequest uneven() {
    return new RolloutRequest(PROMPT, new long[] {1, 2, 3}, new int[] {3, 20, 9});
  }

  /** With the seeds that reach the server: SGLang's are cut to 31 bits, llama.cpp's to 32. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatComesIsWhatWasSampled(Kind kind) throws IOException {
    Sampling sampling = Sampling.at(0.7, 24).stoppingAt(Set.of(12, 20, 21), List.of("3"));
    try (FakeModelServer server = serve(kind);
        RolloutEngine engine = open(kind, server)) {
      List<Completion> own = local(sampling, uneven());
      List<Completion> remote = engine.generate(List.of(uneven()), sampling).get(0);
      for (int i = 0; i < own.size(); i++) {
        if (kind != LLAMA_CPP) {
          assertThat(remote.get(i).ids()).isEqualTo(own.get(i).ids());
          assertThat(remote.get(i).finish()).isEqualTo(own.get(i).finish());
        }
        assertThat(remote.get(i).logProbs()).hasSize(remote.get(i).ids().size());
      }
      assertThat(own.stream().map(Completion::finish).distinct()).hasSize(2);
      assertThat(engine.promises())
          .isEqualTo(new RolloutEngine.Promises(RolloutEngine.LogProbs.OF_SAMPLER, true, false));
    }
  }

  /** The server's log-probs at the sampling temperature are the model's own. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void logProbsAreTheModelsOwn(Kind kind) throws IOException {
    try (FakeModelServer server = serve(kind);
        RolloutEngine engine = open(kind, server)) {
      for (Sampling sampling :
          List.of(Sampling.at(0.7, 12), Sampling.at(1, 12), Sampling.greedy(12))) {
        for (Completion each : engine.generate(List.of(request(3)), sampling).get(0)) {
          assertOwn(each, sampling.logProbTemperature());
        }
      }
    }
    assertThat(messages).singleElement().asString().contains("log-probs of 96 tokens differ");
  }

  private void assertOwn(Completion completion, double temperature) {
    try (Scorer scorer = model.scorer(workers)) {
      double[] own = Difference.own(completion, PROMPT, scorer, temperature);
      assertThat(completion.logProbs()).containsExactly(own, within(2e-5));
    }
  }

  /** Many at once, but not more than are allowed. */
  @Test
  void asManyRequestsAtOnceAsAreAllowed() throws IOException {
    try (FakeModelServer server = serve(VLLM);
        RolloutEngine engine = open(VLLM, server)) {
      assertThat(engine.generate(List.of(request(40)), Sampling.at(1, 8)).get(0)).hasSize(40);
      assertThat(server.mostAtOnce()).isBetween(2, 4);
    }
  }

  /** Pitfall 1: dividing raw log-probs by τ would not mend them; they are taken at τ = 1 alone. */
  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"VLLM", "SGLANG"})
  void rawLogProbsAreFoundOut(Kind kind) throws IOException {
    try (FakeModelServer server = serve(kind, RAW_LOG_PROBS);
        RolloutEngine engine = open(kind, server)) {
      assertThat(engine.logProbs(Sampling.at(0.7, 8))).isEqualTo(RolloutEngine.LogProbs.NONE);
      assertThat(engine.generate(List.of(request(1)), Sampling.at(0.7, 8)).get(0).get(0).logProbs())
          .isEmpty();
      Sampling plain = new Sampling(1, 0.9, 3, 0, 8, Set.of(), List.of());
      assertThat(engine.logProbs(plain)).isEqualTo(RolloutEngine.LogProbs.OF_SAMPLER);
      assertOwn(engine.generate(List.of(request(1)), Sampling.at(1, 8)).get(0).get(0), 1);
    }
  }

  /** Pitfall 2: renormalised over what truncation left, they lack the mass of the rest. */
  @Test
  void logProbsOfTruncatedDistributionsAreFoundOut() throws IOException {
    Sampling truncated = new Sampling(0.7, 0.9, 0, 0, 8, Set.of(), List.of());
    try (FakeModelServer server = serve(VLLM, TRUNCATED_LOG_PROBS);
        RolloutEngine engine = open(VLLM, server)) {
      assertThat(engine.logProbs(truncated)).isEqualTo(RolloutEngine.LogProbs.NONE);
      assertThat(engine.generate(List.of(request(1)), truncated).get(0).get(0).logProbs())
          .isEmpty();
      assertOwn(engine.generate(List.of(request(1)), Sampling.at(0.7, 8)).get(0).get(0), 0.7);
    }
    try (FakeModelServer server = serve(SGLANG);
        RolloutEngine engine = open(SGLANG, server)) {
      assertThat(engine.logProbs(truncated)).isEqualTo(RolloutEngine.LogProbs.OF_SAMPLER);
    }
  }

  /** Pitfall 4: another salt of the cache for each version of the weights. */
  @Test
  void theCacheOfPrefixesIsOfOneVersion() throws IOException {
    try (FakeModelServer server = serve(VLLM);
        RolloutEngine engine =
            settings(VLLM, server.url(), Optional.of(dir.resolve("weights")))
                .open(model, workers, messages::add)) {
      int ofTheProbe = server.requests().size();
      engine.generate(List.of(request(1)), Sampling.at(1, 4));
      engine.weightsChanged(3);
      engine.generate(List.of(request(1)), Sampling.at(1, 4));
      List<String> salts =
          server.requests().stream()
              .skip(ofTheProbe)
              .map(each -> each.path("cache_salt").asString())
              .distinct()
              .toList();
      assertThat(salts).hasSize(2);
      assertThat(salts.get(0)).endsWith("-0");
      assertThat(salts.get(1)).endsWith("-3");
    }
  }

  /** Pitfall 6: a group whose samples are all the same has no advantages. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void samplesThatAreAllAlikeAreRefused(Kind kind) throws IOException {
    try (FakeModelServer server = serve(kind, ONE_SEED)) {
      assertThatThrownBy(() -> open(kind, server))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("draws the same sample whatever the seed");
    }
  }

  /** Pitfall 7: seeds that do nothing are told of, and not promised. */
  @Test
  void seedsThatDoNothingAreFoundOut() throws IOException {
    try (FakeModelServer server = serve(SGLANG, NO_SEEDS);
        RolloutEngine engine = open(SGLANG, server)) {
      assertThat(engine.promises().seeded()).isFalse();
      assertThat(messages).anyMatch(each -> each.contains("does not draw by the seed"));
    }
  }

  /** Pitfall 8: a floor is not a number. Those of other samples are there. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void floorsAreNotKnown(Kind kind) throws IOException {
    try (FakeModelServer server = serve(kind, FLOOR);
        RolloutEngine engine = open(kind, server)) {
      assertThat(engine.generate(List.of(request(6)), Sampling.at(1, 8)).get(0))
          .anyMatch(each -> each.logProbs().length == 0)
          .anyMatch(each -> each.logProbs().length == 8)
          .allMatch(each -> each.ids().size() == 8);
    }
  }

  /** Pitfall 9: ids are sent, and a token of the server's own is found out. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void aPromptWithAnotherTokenIsRefused(Kind kind) throws IOException {
    try (FakeModelServer server = serve(kind, EXTRA_BOS)) {
      assertThatThrownBy(() -> open(kind, server))
          .hasMessageStartingWith("tiny at " + server.url() + ": it read ");
    }
  }

  /** Pitfall 10: what ended a sample is its last token. */
  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"VLLM", "SGLANG"})
  void aStopTokenThatIsDroppedIsFoundOut(Kind kind) throws IOException {
    try (FakeModelServer server = serve(kind, NO_STOP_TOKEN)) {
      assertThatThrownBy(() -> open(kind, server))
          .hasMessageContaining("it drops the token that ends a sample");
    }
  }

  /** Pitfall 11: log-probs that may belong to other tokens are none. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void logProbsThatDoNotMatchTheTokensAreNone(Kind kind) throws IOException {
    for (Fault fault : List.of(SHORT_LOG_PROBS, NO_LOG_PROBS)) {
      try (FakeModelServer server = serve(kind, fault);
          RolloutEngine engine = open(kind, server)) {
        assertThat(engine.promises().logProbs()).isEqualTo(RolloutEngine.LogProbs.NONE);
        assertThat(
                engine.generate(List.of(request(1)), Sampling.at(1, 4)).get(0).get(0).ids().size())
            .isEqualTo(4);
      }
    }
    assertThat(messages).allMatch(each -> each.contains("gives no log-probs that can be used"));
  }

  /** Pitfall 12: all is sent, and a limit of the server's own is found out. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void noDefaultOfTheServersPlaysAPart(Kind kind) throws IOException {
    try (FakeModelServer server = serve(kind, OWN_LIMIT)) {
      assertThatThrownBy(() -> open(kind, server))
          .hasMessageContaining("ended a sample after 2 of 24 tokens");
    }
    try (FakeModelServer server = serve(kind);
        RolloutEngine engine = open(kind, server)) {
      engine.generate(
          List.of(request(1)), new Sampling(0.6, 0.9, 5, 0.02, 7, Set.of(3), List.of()));
      List<JsonNode> asked = server.requests();
      JsonNode last = asked.get(asked.size() - 1);
      JsonNode sent = kind == SGLANG ? last.path("sampling_params") : last;
      assertThat(sent.path("temperature").asDouble()).isEqualTo(0.6);
      assertThat(sent.path("top_p").asDouble()).isEqualTo(0.9);
      assertThat(sent.path("top_k").asInt()).isEqualTo(5);
      assertThat(sent.path("min_p").asDouble()).isEqualTo(0.02);
      assertThat(sent.has("ignore_eos")).isTrue();
      assertThat(sent.path("presence_penalty").asDouble(-1)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void textAloneIsRefused(Kind kind) throws IOException {
    try (FakeModelServer server = serve(kind, TEXT_ONLY)) {
      assertThatThrownBy(() -> open(kind, server)).hasMessageContaining("it answers text and no ");
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void idsThatTheModelLacksAreRefused(Kind kind) throws IOException {
    try (FakeModelServer server = serve(kind, FOREIGN_IDS)) {
      assertThatThrownBy(() -> open(kind, server))
          .hasMessageContaining("it answers 100000 as a token, and the model has ids from 0 to 55");
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void anotherModelIsRefused(Kind kind) throws IOException {
    try (FakeModelServer server = new FakeModelServer(kind, dir.resolve("other"))) {
      assertThatThrownBy(() -> open(kind, server))
          .hasMessageContaining("differ from the model's own by")
          .hasMessageContaining("more than mostMismatch, 0.3: it serves another model");
    }
  }

  @Test
  void aNameThatTheServerLacksIsRefused() throws IOException {
    try (FakeModelServer server = serve(VLLM)) {
      VllmEngineSettings other =
          new VllmEngineSettings(
              server.url(), "huge", 4, 20, 0, Optional.empty(), 0.3, Optional.empty());
      assertThatThrownBy(() -> other.open(model, workers))
          .hasMessage("huge at %s serves no model huge, but tiny".formatted(server.url()));
    }
  }

  @Test
  void samplesThatWereGivenUpAreAskedForAgain() throws IOException {
    try (FakeModelServer server = serve(VLLM, ABORTS)) {
      VllmEngineSettings patient =
          new VllmEngineSettings(
              server.url(), "tiny", 1, 20, 2, Optional.empty(), 0.3, Optional.empty());
      try (RolloutEngine engine = patient.open(model, workers, messages::add)) {
        assertThat(engine.promises().seeded()).isTrue();
      }
      assertThat(messages).anyMatch(each -> each.contains("it gave the sample up"));
    }
  }

  /** The first token is asked for alone, without those ids; the rest is free. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void firstTokensCanBeForbidden(Kind kind) throws IOException {
    Sampling greedy = Sampling.greedy(6);
    int likely = local(greedy, request(1)).get(0).ids().get(0);
    RolloutRequest forbids = new RolloutRequest(PROMPT, new long[] {1}, new int[0], Set.of(likely));
    try (FakeModelServer server = serve(kind);
        RolloutEngine engine = open(kind, server)) {
      Completion written = engine.generate(List.of(forbids), greedy).get(0).get(0);
      assertThat(written.ids()).isEqualTo(local(greedy, forbids).get(0).ids());
      assertThat(written.logProbs()).isEmpty();
    }
  }

  /** An adapter or all weights: the server samples with those that were handed over. */
  @ParameterizedTest
  @ValueSource(strings = {"VLLM", "SGLANG"})
  void newWeightsAreHandedOver(Kind kind) throws IOException {
    Path folder = dir.resolve("weights");
    try (FakeModelServer server = new FakeModelServer(kind, dir.resolve("model"));
        RolloutEngine engine =
            settings(kind, server.url(), Optional.of(folder)).open(model, workers)) {
      assertThat(engine.promises().follows()).isTrue();
      Completion before = engine.generate(List.of(request(1)), Sampling.at(1, 12)).get(0).get(0);
      try (TensorScope scope = new TensorScope()) {
        model.parameters().flat().mul_(1.5);
      }
      engine.weightsChanged(1);
      Completion after = engine.generate(List.of(request(1)), Sampling.at(1, 12)).get(0).get(0);
      assertOwn(after, 1);
      assertThat(after).isNotEqualTo(before);
      engine.weightsChanged(2);
      assertThat(folder.toFile().list()).containsExactly("didact-weights-2");
    }
  }

  @Test
  void llamaCppTakesNoWeights() throws IOException {
    try (FakeModelServer server = serve(LLAMA_CPP);
        RolloutEngine engine = open(LLAMA_CPP, server)) {
      assertThat(engine.promises().follows()).isFalse();
      assertThatThrownBy(() -> engine.weightsChanged(1))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("keeps the weights it has");
    }
  }

  @Test
  void aStopEndsWhatIsInFlight() throws IOException {
    try (FakeModelServer server = serve(VLLM);
        RolloutEngine engine = open(VLLM, server)) {
      assertThatThrownBy(
              () ->
                  engine.generate(
                      List.of(request(50)),
                      Sampling.at(1, 8),
                      (tokens, finished, spared) -> {
                        throw new IllegalStateException("stop");
                      }))
          .hasMessage("stop");
    }
  }

  @Test
  void seedsAreFolded() {
    assertThat(LlamaCpp.seed(0xFFFF_FFFFL)).isZero();
    assertThat(LlamaCpp.seed(-1)).isZero();
    assertThat(LlamaCpp.seed(0x1234_5678_0000_0001L)).isEqualTo(0x1234_5679L);
  }

  @Test
  void aServerThatIsAwayIsNamed() {
    VllmEngineSettings away =
        new VllmEngineSettings(
            "http://localhost:1", "tiny", 1, 5, 0, Optional.empty(), 0.3, Optional.empty());
    assertThatThrownBy(() -> away.open(model, workers))
        .hasMessage("tiny at http://localhost:1: it cannot be reached; does it run?");
    assertThatThrownBy(
            () ->
                new VllmEngineSettings(
                    "http://k@h", "", 0, 0, 99, Optional.empty(), 0, Optional.empty()))
        .hasMessageContainingAll(
            "url", "served", "inFlight", "timeoutSeconds", "retries", "mostMismatch");
  }
}
