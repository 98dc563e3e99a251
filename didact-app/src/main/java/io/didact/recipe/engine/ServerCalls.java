package io.didact.recipe.engine;

import io.didact.http.InFlight;
import io.didact.http.JsonClient;
import io.didact.http.RefusedException;
import io.didact.http.UnreadableException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

/**
 * Many questions to one server, whose name is put before what goes wrong.
 *
 * @param inFlight how many at once
 */
record ServerCalls(JsonClient client, int inFlight) {
  /**
   * What it answers to one.
   *
   * @throws IOException where it cannot be asked or answers something else
   */
  <T> T post(String path, Object request, JsonClient.Reader<T> reader)
      throws IOException, InterruptedException {
    try {
      return client.post(
          path,
          request,
          answer -> {
            try {
              return reader.read(answer);
            } catch (UnreadableException e) {
              throw e;
            } catch (IOException e) {
              throw named(e);
            }
          });
    } catch (RefusedException e) {
      throw named(e);
    }
  }

  private IOException named(IOException e) {
    return new IOException(client.server() + ": " + e.getMessage(), e);
  }

  /**
   * Asks them all, in any order; the first failure ends the rest.
   *
   * @throws UncheckedIOException where one fails, or the thread is interrupted
   */
  <T> void all(List<? extends Callable<T>> questions, InFlight.Results<T> results) {
    try {
      InFlight.all(inFlight, questions, results);
    } catch (ExecutionException e) {
      throw unchecked(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException stopped = new InterruptedIOException("was stopped");
      stopped.initCause(e);
      throw new UncheckedIOException(stopped);
    }
  }

  private static RuntimeException unchecked(ExecutionException e) {
    Throwable cause = e.getCause();
    if (cause instanceof RuntimeException thrown) {
      return thrown;
    }
    return new UncheckedIOException(
        cause instanceof IOException failed ? failed : new IOException(cause));
  }
}
