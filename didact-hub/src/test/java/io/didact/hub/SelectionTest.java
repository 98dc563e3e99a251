package io.didact.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectionTest {
  private static final HubName NAME = HubName.of("a/b");

  private static List<RemoteFile> files(String... paths) {
    return Stream.of(paths).map(path -> new RemoteFile(path, 1, "a".repeat(40))).toList();
  }

  private static List<String> wanted(RepoType type, Selection selection, String... paths)
      throws HubException {
    return selection.of(type, NAME, files(paths)).wanted().stream().map(RemoteFile::path).toList();
  }

  /** As Python's fnmatch, which the Hub's other tools use. */
  @ParameterizedTest
  @CsvSource({
    "*.json,      a.json,     true",
    "*.json,      x/a.json,   true",
    "*.json,      a.jsonl,    false",
    "a?c,         abc,        true",
    "a?c,         ac,         false",
    "[ab].txt,    b.txt,      true",
    "[!ab].txt,   b.txt,      false",
    "[!ab].txt,   c.txt,      true",
    "[,           [,          true",
    "a[b,         a[b,        true",
    "data/,       data/x/y,   true",
    "data/**,     data/x/y,   true",
    "a.b,         axb,        false",
    "(a|b)+,      (a|b)+,     true",
    "[]a],        ],          true",
  })
  void patterns(String pattern, String path, boolean matches) {
    assertThat(Selection.regex(pattern).matcher(path).matches()).isEqualTo(matches);
  }

  @Test
  void otherWeightsAreLeftOutWhereThereAreSafetensors() throws HubException {
    String[] all = {
      "config.json",
      "model.safetensors",
      "pytorch_model.bin",
      "consolidated.safetensors",
      "original/x.json",
      "onnx/model.onnx"
    };
    assertThat(wanted(RepoType.MODEL, Selection.DEFAULT, all))
        .containsExactly("config.json", "model.safetensors");
    assertThat(wanted(RepoType.DATASET, Selection.DEFAULT, all)).hasSize(6);
    assertThat(wanted(RepoType.MODEL, Selection.DEFAULT, "config.json", "pytorch_model.bin"))
        .hasSize(2);
    assertThat(wanted(RepoType.MODEL, new Selection(List.of(), List.of("*.bin"), List.of()), all))
        .containsExactly("pytorch_model.bin");
    assertThat(wanted(RepoType.MODEL, new Selection(List.of(), List.of(), List.of("*.json")), all))
        .containsExactly("model.safetensors");
    assertThat(
            wanted(
                RepoType.MODEL,
                new Selection(List.of("onnx/model.onnx"), List.of(), List.of()),
                all))
        .containsExactly("onnx/model.onnx");
  }

  @Test
  void whatIsNotThere() {
    assertThatThrownBy(
            () ->
                wanted(
                    RepoType.MODEL,
                    new Selection(List.of("x.json", "a"), List.of(), List.of()),
                    "a",
                    "b"))
        .hasMessage("the model a/b has no file x.json; it has a, b");
    assertThatThrownBy(
            () -> wanted(RepoType.MODEL, new Selection(List.of(), List.of("z*"), List.of()), "a"))
        .hasMessageContaining("has no file that is asked for; it has a");
    assertThatThrownBy(() -> new Selection(List.of(), List.of("[z-a]"), List.of()))
        .hasMessage("not a pattern: [z-a]");
  }
}
