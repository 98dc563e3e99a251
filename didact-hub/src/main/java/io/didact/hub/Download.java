package io.didact.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fetches one file into the blobs of a repository, over as many connections as it takes. What is
 * there already, of this pull or an earlier one, is not asked for again.
 */
final class Download {
  private static final Pattern RANGE =
      Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18}|\\*)");

  /** As many new bytes make up for the failures before them. */
  private static final long PROGRESS = 1 << 20;

  /** Reads an answer that is not the thing asked for. */
  interface Failure {
    IOException of(Answer answer);
  }

  private final Transport transport;
  private final RemoteFile file;
  private final URI address;
  private final Failure failure;
  private final Patience patience;
  private final LongConsumer progress;

  /** The server's tag of the content so far, where it gave one. */
  private @Nullable String validator;

  /**
   * @param failure what an answer that is not the file means
   * @param progress hears how many bytes there are more (or fewer, where it begins anew)
   */
  Download(
      Transport transport,
      RemoteFile file,
      URI address,
      Failure failure,
      Patience patience,
      LongConsumer progress) {
    this.transport = transport;
    this.file = file;
    this.address = address;
    this.failure = failure;
    this.patience = patience;
    this.progress = progress;
  }

  /**
   * Ends with the whole content under the blob's name, or with an exception.
   *
   * @param blobs folder of blobs
   */
  void into(Path blobs) throws IOException {
    try (PartialBlob blob = PartialBlob.open(file, blobs)) {
      boolean inherited = blob.length() > 0;
      progress.accept(blob.length());
      fill(blob);
      boolean right = blob.isRight();
      if (!right && inherited) {
        // What an earlier pull left may have been torn by a power cut; once more from the start.
        restart(blob);
        fill(blob);
        right = blob.isRight();
      }
      if (!right) {
        blob.discard();
        throw new HubException(
            ("%s: what was sent is not the file (its digest is not %s), and was removed."
                    + " Pull again; if that does not help, the repository or what is between is broken")
                .formatted(file.path(), file.digest()));
      }
      blob.publish();
    }
  }

  private void fill(PartialBlob blob) throws IOException {
    while (!blob.isFull()) {
      long before = blob.length();
      try {
        fetch(blob);
        if (!blob.isFull()) {
          throw new IOException(
              "%s: the connection ended after %d of %d bytes"
                  .formatted(file.path(), blob.length(), file.size()));
        }
      } catch (IOException e) {
        if (blob.length() - before >= PROGRESS) {
          patience.renew();
        }
        patience.failed(e);
      }
    }
  }

  /** Reads one answer to its end, or to where it breaks off. */
  private void fetch(PartialBlob blob) throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    if (blob.length() > 0) {
      headers.put("Range", "bytes=" + blob.length() + "-");
      if (validator != null) {
        headers.put("If-Range", validator);
      }
    }
    try (Answer answer = transport.get(address, headers)) {
      switch (answer.status()) {
        case 200 -> {
          restart(blob);
          requireLength(answer.length().orElse(file.size()));
        }
        case 206 -> requireRange(blob, answer);
        case 416 -> {
          restart(blob);
          throw new IOException(answer.host() + " has no such part of " + file.path());
        }
        default -> throw failure.of(answer);
      }
      // Weak tags (W/"…") do not promise equal bytes.
      validator = answer.header("ETag").filter(tag -> tag.startsWith("\"")).orElse(null);
      byte[] buffer = new byte[1 << 16];
      for (int n = answer.read(buffer); n >= 0; n = answer.read(buffer)) {
        blob.append(buffer, n);
        progress.accept(n);
      }
    }
  }

  private void restart(PartialBlob blob) throws HubException {
    progress.accept(-blob.length());
    blob.restart();
    validator = null;
  }

  private void requireLength(long length) throws HubException {
    if (length != file.size()) {
      throw new HubException(
          ("%s has %d bytes by the list of files and %d by the server that has it; pull again, it"
                  + " may just have been changed")
              .formatted(file.path(), file.size(), length));
    }
  }

  private void requireRange(PartialBlob blob, Answer answer) throws HubException {
    Matcher range = RANGE.matcher(answer.header("Content-Range").orElse(""));
    if (!range.matches() || Long.parseLong(range.group(1)) != blob.length()) {
      throw new HubException(
          answer.host() + " sends another part of " + file.path() + " than it was asked for");
    }
    if (!range.group(2).equals("*")) {
      requireLength(Long.parseLong(range.group(2)));
    }
  }
}
