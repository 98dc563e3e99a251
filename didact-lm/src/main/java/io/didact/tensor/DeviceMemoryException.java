package io.didact.tensor;

/** The device's memory does not hold what some work needs. */
public final class DeviceMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  DeviceMemoryException(String message, RuntimeException cause) {
    super(message, cause);
  }
}
