package io.didact.recipe.model;

import io.didact.model.decoder.Parameters;
import io.didact.tensor.DType;
import io.didact.tensor.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Weights that nobody changes, once in this process for all who have the same directory open at the
 * same time: teacher, student and reference may be adapters of one base.
 */
final class SharedParameters {
  private static final Map<Key, Shared> OPEN = new HashMap<>();

  private SharedParameters() {}

  private record Key(Path directory, DType dtype, Device device) {}

  private static final class Shared {
    private final Parameters parameters;
    private int holders;

    Shared(Parameters parameters) {
      this.parameters = parameters;
    }
  }

  /** Reads weights. */
  interface Reading {
    Parameters read() throws IOException;
  }

  /** Somebody's hold on weights; closing the last one frees them. */
  static final class Hold implements AutoCloseable {
    private final Parameters parameters;
    private final Runnable release;
    private final BooleanSupplier alone;
    private boolean released;

    private Hold(Parameters parameters, Runnable release, BooleanSupplier alone) {
      this.parameters = parameters;
      this.release = release;
      this.alone = alone;
    }

    /** On weights that belong to this holder alone, who may change them. */
    static Hold alone(Parameters parameters) {
      return new Hold(parameters, parameters::close, () -> true);
    }

    Parameters parameters() {
      return parameters;
    }

    /** Whether nobody else holds these weights now. */
    boolean isAlone() {
      return alone.getAsBoolean();
    }

    @Override
    public void close() {
      if (!released) {
        released = true;
        release.run();
      }
    }
  }

  /**
   * Weights of a directory on the device in force; read where nobody has them.
   *
   * @param dtype that they are read as
   */
  static Hold of(Path directory, DType dtype, Reading reading) throws IOException {
    Key key = new Key(directory.toRealPath(), dtype, Device.current());
    synchronized (OPEN) {
      Shared shared = OPEN.get(key);
      if (shared == null) {
        shared = new Shared(reading.read());
        OPEN.put(key, shared);
      }
      shared.holders++;
      Shared held = shared;
      return new Hold(shared.parameters, () -> release(key, held), () -> isAlone(held));
    }
  }

  private static boolean isAlone(Shared shared) {
    synchronized (OPEN) {
      return shared.holders == 1;
    }
  }

  private static void release(Key key, Shared shared) {
    synchronized (OPEN) {
      shared.holders--;
      if (shared.holders == 0) {
        OPEN.remove(key);
        shared.parameters.close();
      }
    }
  }
}
