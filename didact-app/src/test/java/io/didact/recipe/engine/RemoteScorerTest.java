package io.didact.recipe.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.didact.engine.Scorer;
import io.didact.engine.TokenLogProbs;
import io.didact.engine.TokenScorer;
import io.didact.recipe.engine.FakeModelServer.Fault;
import io.didact.recipe.engine.FakeModelServer.Kind;
import io.didact.recipe.model.LoadedModel;
import io.didact.tensor.Workers;
import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Servers that score given tokens, held against the scorer that is behind the wire. */
class RemoteScorerTest {
  private static final TokenIds IDS = TokenIds.of(5, 17, 30, 8, 41, 2, 9);

  @TempDir Path dir;
  private final Workers workers = new Workers(1);
  private final List<String> messages = Collections.synchronizedList(new ArrayList<>());
  private LoadedModel model;

  @BeforeEach
  void load() throws IOException {
    model = SmallModel.load(SmallModel.write(dir.resolve("model"), 3));
  }

  @AfterEach
  void close() {
    model.close();
    workers.close();
  }

  private static ServerSettings settings(Kind kind, String url) {
    return switch (kind) {
      case VLLM ->
          new VllmEngineSettings(url, "tiny", 4, 20, 0, Optional.empty(), 0.3, Optional.empty());
      case SGLANG ->
          new SglangEngineSettings(url, "tiny", 4, 20, 0, Optional.empty(), 0.3, Optional.empty());
      case LLAMA_CPP -> new LlamaCppEngineSettings(url, "tiny", 4, 20, 0, Optional.empty(), 0.3);
    };
  }

  private TokenScorer open(FakeModelServer server, Kind kind) throws IOException {
    return settings(kind, server.url()).scorer(model, workers, 1, messages::add);
  }

  private FakeModelServer serve(Kind kind, Fault... faults) throws IOException {
    return new FakeModelServer(kind, dir.resolve("model"), faults);
  }

  /** Two spans that touch, an empty one, and the last token of all. */
  private static List<Scorer.Request> requests() {
    return List.of(
        new Scorer.Request(IDS, List.of(new TokenSpan(2, 4), new TokenSpan(4, 6))),
        new Scorer.Request(IDS, new TokenSpan(3, 3)),
        new Scorer.Request(IDS.slice(0, 3), new TokenSpan(2, 3)));
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"VLLM", "SGLANG"})
  void scoresAreThoseOfTheModel(Kind kind) throws IOException {
    try (FakeModelServer server = serve(kind);
        TokenScorer remote = open(server, kind);
        Scorer here = model.scorer(workers)) {
      List<List<TokenLogProbs>> own = here.score(requests(), 1);
      List<List<TokenLogProbs>> served = remote.score(requests(), 1);
      assertThat(served).hasSameSizeAs(own);
      for (int r = 0; r < own.size(); r++) {
        assertThat(served.get(r)).hasSameSizeAs(own.get(r));
        for (int s = 0; s < own.get(r).size(); s++) {
          assertThat(served.get(r).get(s).values())
              .containsExactly(own.get(r).get(s).values(), within(1e-5));
        }
      }
      assertThat(remote.here()).isEmpty();
      assertThat(messages).singleElement().asString().contains("differ from the model's own");
    }
  }

  /** What comes after the last token scored is not sent, and an empty request is not made. */
  @Test
  void onlyWhatIsNeededIsSent() throws IOException {
    try (FakeModelServer server = serve(Kind.VLLM);
        TokenScorer remote = open(server, Kind.VLLM)) {
      int before = server.requests().size();
      remote.score(requests(), 1);
      List<JsonNode> sent = server.requests().subList(before, server.requests().size());
      assertThat(sent.stream().map(each -> each.path("prompt").size()))
          .containsExactlyInAnyOrder(6, 3);
      assertThat(server.requests().stream().map(each -> each.path("cache_salt").asString()))
          .doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NO_LOG_PROBS, without the log-probs of the prompt",
    "SHORT_LOG_PROBS, 31 log-probs for a prompt of 32",
    "FLOOR, does not know how probable token",
    "FOREIGN_IDS, does not know how probable token 1",
    "EXTRA_BOS, of a prompt of 32|other ids than it was sent",
    "SHIFTED_SCORES, more than mostMismatch",
    "CACHED_SCORES, more than mostMismatch"
  })
  void aServerThatScoresOtherwiseIsRefused(Fault fault, String says) throws IOException {
    for (Kind kind : List.of(Kind.VLLM, Kind.SGLANG)) {
      try (FakeModelServer server = serve(kind, fault)) {
        assertThatThrownBy(() -> open(server, kind).close())
            .as("%s of %s", fault, kind)
            .isInstanceOf(IOException.class)
            .message()
            .contains("tiny at ")
            .containsAnyOf(says.split("\\|"));
      }
    }
  }

  @Test
  void anotherModelIsRefused() throws IOException {
    Path other = SmallModel.write(dir.resolve("other"), 7);
    try (FakeModelServer server = new FakeModelServer(Kind.VLLM, other)) {
      assertThatThrownBy(() -> open(server, Kind.VLLM).close())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another model");
    }
  }

  @Test
  void whatCannotBeAskedIsRefusedHere() throws IOException {
    try (FakeModelServer server = serve(Kind.VLLM);
        TokenScorer remote = open(server, Kind.VLLM)) {
      refused(() -> remote.score(requests(), 0.7), "at temperature 1.0, and not at 0.7");
      TokenIds tooLong = TokenIds.of(new int[128]);
      refused(
          () -> remote.score(List.of(new Scorer.Request(tooLong, TokenSpan.at(1, 127))), 1),
          "128 positions");
      assertThat(settings(Kind.LLAMA_CPP, server.url()).scores()).isFalse();
    }
  }

  /** The server has weights that are tempered; it is known by what it answers. */
  @Test
  void anotherTemperatureNeedsWeightsOfIt() throws IOException {
    try (FakeModelServer server = serve(Kind.VLLM)) {
      assertThatThrownBy(
              () ->
                  settings(Kind.VLLM, server.url())
                      .scorer(model, workers, 0.5, messages::add)
                      .close())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("didact temper --temperature 0.5");
    }
  }

  private static void refused(ThrowingCallable call, String says) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(says);
  }

  @Test
  void aServerThatGoesAwayIsNamed() throws IOException {
    FakeModelServer server = serve(Kind.VLLM);
    try (TokenScorer remote = open(server, Kind.VLLM)) {
      server.close();
      assertThatThrownBy(() -> remote.score(requests(), 1))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("tiny at ");
    }
  }
}
