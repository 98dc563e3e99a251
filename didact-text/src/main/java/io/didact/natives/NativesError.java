package io.didact.natives;

/** A native library that is needed cannot be had; the message says why, and what to do. */
public final class NativesError extends Error {
  private static final long serialVersionUID = 1L;

  public NativesError(String message, Throwable cause) {
    super(message, cause);
  }

  /** For a library that lies whole where it should, and does not load. */
  public static NativesError notLoaded(Throwable cause) {
    return new NativesError(
        "a native library does not load: %s. Where its directory is mounted noexec, %s"
            .formatted(cause.getMessage(), NativeLibraries.CHOOSE),
        cause);
  }
}
