package io.didact.tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.GlooDeviceVector;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;

/**
 * Processes on one machine or several, over TCP: Gloo's connections, and sums of our own over them.
 *
 * <p>Every operation is made of two. In <b>reduce</b> each rank sends each other rank that one's
 * part of a tensor, and adds what comes for its own, in the order of their distance. In
 * <b>gather</b> each sends its part to all. An all-reduce is both. So sums have one order, which
 * tensor and number of ranks decide, and no rank sends more than any algorithm must: (N − 1)/N of
 * the tensor for each half. Gloo's own reduce-scatter is an all-reduce that throws most of it away.
 *
 * <p>A message carries the operation's number, kind and size as its tag: ranks that came to
 * different operations wait for each other until the timeout, and never mix their numbers.
 */
public final class GlooGroup implements ProcessGroup, AutoCloseable {
  /** Elements of a message: bounds the memory for what comes in. */
  private static final long PIECE = 1L << 22;

  private final RankPlace place;
  private final RollCall roll;
  private final ProcessGroupGloo gloo;
  private long operations;
  private long bytesSent;
  private int tag;
  private boolean failed;

  private GlooGroup(RankPlace place, RollCall roll, ProcessGroupGloo gloo) {
    this.place = place;
    this.roll = roll;
    this.gloo = gloo;
  }

  /**
   * Joins the others, and waits until all are there.
   *
   * @throws LostRankException where one does not come in time, naming it
   * @throws IllegalStateException where this system has no Gloo
   */
  public static GlooGroup join(RankPlace place) {
    if (!Libtorch.hasGloo()) {
      throw new IllegalStateException("several ranks need Linux: elsewhere libtorch has no Gloo");
    }
    Libtorch.load();
    RollCall roll = new RollCall(place);
    try (PointerScope scope = new PointerScope()) {
      Milliseconds timeout = new Milliseconds(place.timeout().toMillis());
      ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create(timeout);
      // "Lazy" connections come to be when they are used; they alone send small messages at once.
      options.devices(
          new GlooDeviceVector(ProcessGroupGloo.createDeviceForHostname(ownAddress(place), true)));
      options.threads(1);
      ProcessGroupGloo gloo =
          new ProcessGroupGloo(roll.store(), place.rank(), place.size(), options);
      gloo.retainReference();
      return new GlooGroup(place, roll, gloo);
    } catch (RuntimeException e) {
      LostRankException lost = roll.explain(e);
      roll.close();
      throw lost;
    } catch (IOException e) {
      roll.close();
      throw new IllegalArgumentException(
          "%s=%s: %s".formatted(RankPlace.HOST, place.host(), e.getMessage()), e);
    }
  }

  /** That by which rank 0 is reached; nothing is sent to find it. */
  private static String ownAddress(RankPlace place) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(place.host(), place.port()));
      return socket.getLocalAddress().getHostAddress();
    } catch (IllegalArgumentException | UncheckedIOException e) {
      throw new IOException("no such host", e);
    }
  }

  @Override
  public int rank() {
    return place.rank();
  }

  @Override
  public int size() {
    return place.size();
  }

  @Override
  public long bytesSent() {
    return bytesSent;
  }

  @Override
  public void allReduce(Tensor tensor) {
    operate(
        "all-reduce",
        tensor,
        flat -> {
          reduce(flat, part(flat, rank()));
          gather(flat);
        });
  }

  @Override
  public void reduceScatter(Tensor all, Tensor own) {
    requireShard(own, all);
    operate(
        "reduce-scatter",
        all,
        flat -> {
          Tensor sum = own.inMainMemory();
          sum.copy_(part(flat, rank()));
          reduce(flat, sum);
          if (own.device() != Device.CPU) {
            own.copy_(sum);
          }
        });
  }

  @Override
  public void allGather(Tensor own, Tensor all) {
    requireShard(own, all);
    operate(
        "all-gather",
        all,
        flat -> {
          part(flat, rank()).copy_(own);
          gather(flat);
        });
  }

  @Override
  public void broadcast(Tensor tensor, int root) {
    requireRank(root);
    operate(
        "broadcast from rank " + root,
        tensor,
        flat -> {
          scatter(flat, root);
          gather(flat);
        });
  }

  @Override
  public void barrier() {
    try (TensorScope scope = new TensorScope();
        Device.Scope here = Device.CPU.use()) {
      allReduce(Tensor.zeros(DType.UINT8, 1));
    }
  }

  /** Sends and receives. */
  private interface Exchange {
    void of(Tensor flat);
  }

  /** Does it with the tensor in main memory, as one row. */
  private void operate(String kind, Tensor tensor, Exchange exchange) {
    requireWhole();
    String what = "%s of %d %s".formatted(kind, tensor.elements(), tensor.dtype());
    operations++;
    roll.at(operations, "operation " + operations + ", " + what);
    tag = (int) (31 * operations + what.hashCode()) & Integer.MAX_VALUE;
    try (TensorScope scope = new TensorScope();
        Gradients.Mode off = Gradients.off();
        Device.Scope here = Device.CPU.use()) {
      Tensor host = tensor.inMainMemory();
      exchange.of(host.view(tensor.elements()));
      if (tensor.device() != Device.CPU) {
        tensor.copy_(host);
      }
    } catch (RuntimeException e) {
      failed = true;
      throw roll.explain(e);
    }
  }

  private void requireWhole() {
    if (failed) {
      throw new IllegalStateException("this rank has lost the others");
    }
  }

  private Tensor part(Tensor flat, int rank) {
    long start = start(flat.elements(), rank);
    return flat.narrow(0, start, start(flat.elements(), rank + 1) - start);
  }

  /** Adds the others' parts of what is this rank's to {@code sum}, which has its own already. */
  private void reduce(Tensor flat, Tensor sum) {
    for (int distance = 1; distance < size(); distance++) {
      int to = (rank() + distance) % size();
      int from = (rank() - distance + size()) % size();
      Tensor others = part(flat, to);
      for (long at = 0; at < Math.max(others.elements(), sum.elements()); at += PIECE) {
        try (TensorScope scope = new TensorScope()) {
          Tensor own = piece(sum, at);
          Tensor coming = Tensor.empty(own.dtype(), own.elements());
          exchange(piece(others, at), to, coming, from);
          own.add_(coming);
        }
      }
    }
  }

  /** Sends this rank's part to all, and takes theirs. */
  private void gather(Tensor flat) {
    Tensor own = part(flat, rank());
    for (int distance = 1; distance < size(); distance++) {
      int to = (rank() + distance) % size();
      int from = (rank() - distance + size()) % size();
      Tensor theirs = part(flat, from);
      for (long at = 0; at < Math.max(own.elements(), theirs.elements()); at += PIECE) {
        exchange(piece(own, at), to, piece(theirs, at), from);
      }
    }
  }

  /** Each gets its part of what the root has. */
  private void scatter(Tensor flat, int root) {
    Tensor none = flat.narrow(0, 0, 0);
    for (int other = 0; other < size(); other++) {
      if (rank() == root && other != root) {
        exchange(part(flat, other), other, none, other);
      } else if (rank() == other && other != root) {
        exchange(none, root, part(flat, other), root);
      }
    }
  }

  private static Tensor piece(Tensor flat, long at) {
    long start = Math.min(at, flat.elements());
    return flat.narrow(0, start, Math.min(PIECE, flat.elements() - start));
  }

  /** Both at once; what is empty does not travel. */
  private void exchange(Tensor going, int to, Tensor coming, int from) {
    try (PointerScope scope = new PointerScope()) {
      Milliseconds timeout = new Milliseconds(place.timeout().toMillis());
      Work send =
          going.elements() == 0 ? null : gloo.send(new TensorVector(going.handle()), to, tag);
      Work receive =
          coming.elements() == 0 ? null : gloo.recv(new TensorVector(coming.handle()), from, tag);
      if (send != null) {
        send._wait(timeout);
        bytesSent += going.elements() * going.dtype().bytes();
      }
      if (receive != null) {
        receive._wait(timeout);
      }
    }
  }

  /** Tells the others why this rank cannot go on; they fail with it. */
  public void fail(String why) {
    if (!failed) {
      failed = true;
      roll.tell("rank %d failed: %s".formatted(rank(), why));
    }
  }

  @Override
  public void close() {
    gloo.releaseReference();
    roll.close();
  }
}
