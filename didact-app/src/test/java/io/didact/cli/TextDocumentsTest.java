package io.didact.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.run.MetricsLog;
import io.didact.run.Provenance;
import io.didact.run.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents from files: lines of text, and a field of rows. */
class TextDocumentsTest {
  @TempDir Path dir;

  @BeforeEach
  void inputs() throws IOException {
    TinyModels.write(dir.resolve("m"), 1);
    write("a.txt", "9+4=3,7*2=4.<end>\n\n1+1=2.<end>\n");
    write("held.jsonl", "{\"body\":\"1+2=3.<end>\",\"n\":1}\n");
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(dir.resolve(name), text);
  }

  private String run(int code, String data, String... more) throws IOException {
    write(
        "sft.yaml",
        """
        output: %s
        model: ./m
        view: document
        data: {type: text, %s}
        epochs: 3
        sequencesPerStep: 2
        machine: {workers: 1}
        """
            .formatted(dir.resolve("out"), data));
    TestConsole io = new TestConsole("");
    List<String> all = new ArrayList<>(List.of("sft", dir.resolve("sft.yaml").toString()));
    all.addAll(List.of(more));
    assertThat(Main.run(io.console(), all.toArray(String[]::new))).as(io.err()).isEqualTo(code);
    return io.err();
  }

  private List<MetricsLog.Row> metrics() throws IOException {
    return MetricsLog.read(dir.resolve("out/metrics.jsonl"));
  }

  /** Two documents, three epochs, two at a time; the same texts from three kinds of files. */
  @Test
  void linesAndFieldsAreDocuments() throws IOException {
    run(
        0,
        "path: a.txt",
        "heldOut={type: text, path: " + dir.resolve("held.jsonl") + ", field: body}");
    assertThat(metrics()).hasSize(3);
    assertThat(metrics().get(2).values()).containsKey("evaluationLoss");
    assertThat(Provenance.read(dir.resolve("out").resolve(Provenance.FILE)).data())
        .containsEntry("data", Sha256.of(dir.resolve("a.txt")));
    String model = weights();

    try (OutputStream packed =
        new GZIPOutputStream(Files.newOutputStream(dir.resolve("b.txt.gz")))) {
      packed.write(Files.readString(dir.resolve("a.txt")).getBytes(StandardCharsets.UTF_8));
    }
    write("c.jsonl", "{\"text\":\"9+4=3,7*2=4.<end>\"}\n{\"text\":\"1+1=2.<end>\"}\n");
    for (String data :
        List.of("path: b.txt.gz", "path: c.jsonl", "path: [a.txt, c.jsonl], limit: 2")) {
      io.didact.run.AtomicFiles.delete(dir.resolve("out"));
      run(0, data);
      assertThat(weights()).as("the same documents").isEqualTo(model);
    }
  }

  private String weights() throws IOException {
    return Sha256.of(dir.resolve("out/model/model.safetensors"));
  }

  @Test
  void whatCannotBeReadIsNamed() throws IOException {
    Files.write(dir.resolve("bad.txt"), new byte[] {'a', (byte) 0xff});
    assertThat(run(2, "path: bad.txt")).contains("bad.txt is no UTF-8 text");
    assertThat(run(2, "path: none.txt")).contains("there is no file").contains("none.txt");
    assertThat(run(2, "path: held.jsonl"))
        .contains("held.jsonl:1")
        .contains("the field 'text' is missing");
    write("empty.txt", "\n \n");
    assertThat(run(2, "path: empty.txt")).contains("empty.txt] has no documents");
    write("foreign.txt", "1+1=2.\nÄ\n");
    assertThat(run(2, "path: foreign.txt")).contains("foreign.txt:2");
  }

  /** 20 tokens fit; the longer document is left out and named. */
  @Test
  void longDocumentsFollowTooLong() throws IOException {
    write("long.txt", "1+1=2.\n" + "1".repeat(30) + "\n");
    assertThat(run(0, "path: long.txt", "maxTokens=20"))
        .contains("long.txt:2")
        .contains("left out");
    assertThat(
            run(2, "path: long.txt", "maxTokens=20", "tooLong=fail", "output=" + dir.resolve("o2")))
        .contains("long.txt:2");
  }

  @Test
  void documentsAreNoProblems() throws IOException {
    assertThat(run(2, "path: a.txt", "view=student"))
        .contains("the view `document` goes with data of type `documents` or `text`");
    assertThat(
            run(2, "path: a.txt", "heldOut={type: synthetic, domain: chain, split: dev, count: 2}"))
        .contains("heldOut: must be of type `text` with the view `document`");
  }
}
