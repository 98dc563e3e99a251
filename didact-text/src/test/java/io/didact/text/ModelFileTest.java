package io.didact.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a model directory from elsewhere may have in it: nothing may lead out of it. */
class ModelFileTest {
  @TempDir Path root;
  private Path model;
  private Path secret;

  @BeforeEach
  void directories() throws IOException {
    model = Files.createDirectory(root.resolve("model"));
    secret =
        Files.writeString(Files.createDirectory(root.resolve(".ssh")).resolve("id_rsa"), "key");
  }

  private void assertRefused(String name, String message) {
    assertThatIOException()
        .isThrownBy(() -> ModelFile.read(model, name))
        .withMessageStartingWith(model.resolve(name) + ": " + message)
        .withMessageNotContaining("key");
  }

  @Test
  void linksOutOfTheDirectoryAreRefused() throws IOException {
    Files.createSymbolicLink(model.resolve("vocab.json"), secret);
    assertRefused("vocab.json", "a link out of the model directory");
    Files.createSymbolicLink(model.resolve("merges.txt"), Path.of("../.ssh/id_rsa"));
    assertRefused("merges.txt", "a link out of the model directory");
    Files.createSymbolicLink(model.resolve("config.json"), Path.of("merges.txt"));
    assertRefused("config.json", "a link out of the model directory");
    Files.createSymbolicLink(model.resolve("additional_chat_templates"), secret.getParent());
    assertRefused("additional_chat_templates/id_rsa", "a link out of the model directory");
    Path beside = Files.createDirectory(root.resolve("model2"));
    Files.writeString(beside.resolve("a"), "its name begins alike");
    Files.createSymbolicLink(model.resolve("a"), beside.resolve("a"));
    assertRefused("a", "a link out of the model directory");
    assertRefused("../.ssh/id_rsa", "a link out of the model directory");
  }

  @Test
  void aLinkWithinTheDirectoryAndALinkToItAreGood() throws IOException {
    Files.writeString(model.resolve("kept"), "text");
    Files.createSymbolicLink(model.resolve("chain"), Path.of("kept"));
    Files.createSymbolicLink(model.resolve("tokenizer_config.json"), Path.of("chain"));
    Path link = Files.createSymbolicLink(root.resolve("link"), model);
    for (Path directory : new Path[] {model, link, root.resolve("link/../model/.")}) {
      assertThat(ModelFile.read(directory, "tokenizer_config.json")).hasValue("text".getBytes());
    }
    assertThat(ModelFile.read(model, "none")).isEmpty();
  }

  @Test
  void theHubsCacheKeepsItsFilesAsBlobs() throws IOException {
    Path cache = Files.createDirectories(root.resolve("models--org--name"));
    Path blobs = Files.createDirectory(cache.resolve("blobs"));
    Files.writeString(blobs.resolve("0a"), "blob");
    Path snapshot = Files.createDirectories(cache.resolve("snapshots/c0ffee"));
    Path folder = Files.createDirectory(snapshot.resolve("additional_chat_templates"));
    Files.createSymbolicLink(snapshot.resolve("config.json"), Path.of("../../blobs/0a"));
    Files.createSymbolicLink(folder.resolve("rag.jinja"), Path.of("../../../blobs/0a"));
    Path link = Files.createSymbolicLink(root.resolve("link"), snapshot);
    for (Path directory : new Path[] {snapshot, link}) {
      assertThat(ModelFile.read(directory, "config.json")).hasValue("blob".getBytes());
      assertThat(ModelFile.read(directory, "additional_chat_templates/rag.jinja")).isPresent();
    }
    model = snapshot;
    Files.createSymbolicLink(blobs.resolve("0b"), secret);
    Files.createSymbolicLink(snapshot.resolve("vocab.json"), Path.of("../../blobs/0b"));
    assertRefused("vocab.json", "a link out of the model directory");
    Files.createSymbolicLink(snapshot.resolve("refs"), Path.of("../../refs"));
    assertRefused("refs", "a link to what is not there");
    Files.delete(blobs.resolve("0a"));
    assertRefused("config.json", "a link to what is not there");
  }

  /** A blobs folder that is itself a link would let everything through. */
  @Test
  void blobsThatLieElsewhereAreNone() throws IOException {
    model = Files.createDirectories(root.resolve("evil/snapshots/c0ffee"));
    Files.createSymbolicLink(root.resolve("evil/blobs"), secret.getParent());
    Files.createSymbolicLink(model.resolve("vocab.json"), Path.of("../../blobs/id_rsa"));
    assertRefused("vocab.json", "a link out of the model directory");
  }

  @Test
  void whatIsNoFileIsRefused() throws Exception {
    Files.createDirectory(model.resolve("tokenizer.json"));
    assertRefused("tokenizer.json", "not a regular file");
    Files.createSymbolicLink(model.resolve("a"), Path.of("a"));
    assertRefused("a", "a link to what is not there");
    if (Files.exists(Path.of("/dev/zero"))) {
      Files.createSymbolicLink(model.resolve("zero"), Path.of("/dev/zero"));
      assertRefused("zero", "a link out of the model directory");
      Process fifo = new ProcessBuilder("mkfifo", model.resolve("fifo").toString()).start();
      if (fifo.waitFor() == 0) {
        assertRefused("fifo", "not a regular file");
      }
    }
    try (RandomAccessFile large = new RandomAccessFile(model.resolve("large").toFile(), "rw")) {
      large.setLength(1L << 40);
    }
    assertRefused("large", "larger than 64 MiB");
  }

  @Test
  void tokenizersAndTemplatesAreReadSo() throws IOException {
    Path other = Files.createDirectory(root.resolve("other"));
    CharacterTokenizer.small().write(other);
    Files.createSymbolicLink(model.resolve("tokenizer.json"), other.resolve("tokenizer.json"));
    assertThatIOException()
        .isThrownBy(() -> Tokenizer.load(model))
        .withMessageContaining("tokenizer.json: a link out of the model directory");
    // what a user names is the user's own choice
    assertThat(Tokenizer.load(model.resolve("tokenizer.json")).size()).isPositive();
    for (String name :
        new String[] {
          "chat_template.jinja",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "additional_chat_templates/rag.jinja"
        }) {
      Path file = model.resolve(name);
      Files.createDirectories(file.getParent());
      Files.createSymbolicLink(file, secret);
      assertThatIOException()
          .isThrownBy(() -> ChatTemplateFiles.open(model))
          .withMessageContaining(name + ": a link out of the model directory");
      Files.delete(file);
    }
  }
}
