package io.didact.tensor;

import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/**
 * Where tensors lie and are computed. A thread makes its tensors on the device that is in force for
 * it: the CPU, unless a {@link Scope} says otherwise. {@link Workers} hand the device of the thread
 * that makes them on to their workers, so that it is chosen once, where a command begins.
 *
 * <p>Operations compute where their arguments lie. What is read into Java's arrays or written to a
 * file comes to main memory first; nothing else waits for a GPU.
 */
public enum Device {
  /** Main memory and the processor's cores. */
  CPU {
    @Override
    public int workers(int wanted) {
      return wanted;
    }

    @Override
    TensorOptions options(torch.ScalarType type) {
      return new TensorOptions(type);
    }

    @Override
    Tensor receive(Tensor host) {
      return host;
    }

    @Override
    public void finish() {
      // the CPU's operations are done when they return
    }
  },

  /** The first NVIDIA GPU that the process sees, through CUDA. */
  CUDA {
    /** One: workers are for cores, and all would feed the same stream. */
    @Override
    public int workers(int wanted) {
      return 1;
    }

    @Override
    TensorOptions options(torch.ScalarType type) {
      return new TensorOptions(type).device(new DeviceOptional(handle()));
    }

    @Override
    Tensor receive(Tensor host) {
      // From pinned memory the copy is queued like a kernel; libtorch holds the memory until then.
      return new Tensor(
          host.handle()
              .pin_memory()
              .to(new TensorOptions(handle()), true, false, new MemoryFormatOptional()));
    }

    @Override
    public void finish() {
      Libtorch.load();
      torch.cuda_synchronize();
    }

    private org.bytedeco.pytorch.Device handle() {
      return new org.bytedeco.pytorch.Device(torch.DeviceType.CUDA);
    }
  };

  private static final ThreadLocal<Device> CURRENT = ThreadLocal.withInitial(() -> CPU);

  /** The one in force on this thread. */
  public static Device current() {
    return CURRENT.get();
  }

  /** Puts this device in force on this thread until the result is closed. */
  public Scope use() {
    return new Scope(this);
  }

  /** Restores the device that was in force before. */
  public static final class Scope implements AutoCloseable {
    private final Device before = CURRENT.get();

    private Scope(Device device) {
      CURRENT.set(device);
    }

    @Override
    public void close() {
      CURRENT.set(before);
    }
  }

  /** How many workers pay here, where {@code wanted} would on the CPU. */
  public abstract int workers(int wanted);

  /** Waits until all that was begun here is done: for those who measure time. */
  public abstract void finish();

  /** Options for a new tensor here. */
  abstract TensorOptions options(torch.ScalarType type);

  /** A tensor of main memory with its values here; itself, where that is main memory. */
  abstract Tensor receive(Tensor host);
}
