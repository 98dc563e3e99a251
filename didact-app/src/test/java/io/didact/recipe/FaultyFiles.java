package io.didact.recipe;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The file system, with a fault at the n-th operation that changes something: making, opening to
 * write, writing, syncing, cutting, moving, deleting.
 */
final class FaultyFiles extends FileSystemProvider {
  /** What happens at the operation. */
  enum Fault {
    /** It fails, and those after it work. */
    FAIL,
    /**
     * Of what is to be written half is, then it fails, and all writing after it: the disk is full.
     */
    CUT,
    /** The process is gone: nothing after it reaches the disk. */
    KILL
  }

  /** Ends a process that is no process. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed() {
      super("killed");
    }
  }

  private final FileSystem real = Path.of("").getFileSystem();
  private final FileSystem system = new System();
  private final long at;
  private final Fault fault;
  private long operations;

  /**
   * @param at which operation, from 1; 0 for none
   */
  FaultyFiles(long at, Fault fault) {
    this.at = at;
    this.fault = fault;
  }

  /** How many operations there were. */
  synchronized long operations() {
    return operations;
  }

  /** The same path in this file system. */
  Path wrap(Path path) {
    return (Path)
        Proxy.newProxyInstance(
            FaultyFiles.class.getClassLoader(),
            new Class<?>[] {Path.class, Wrapped.class},
            (proxy, method, args) -> {
              if (method.getName().equals("wrapped")) {
                return path;
              }
              if (method.getName().equals("getFileSystem")) {
                return system;
              }
              try {
                return wrapped(method.invoke(path, unwrapped(args)));
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** A path of this file system. */
  interface Wrapped {
    Path wrapped();
  }

  private Object @Nullable [] unwrapped(Object @Nullable [] args) {
    Object[] all = args == null ? new Object[0] : args.clone();
    for (int i = 0; i < all.length; i++) {
      all[i] = all[i] instanceof Wrapped path ? path.wrapped() : all[i];
    }
    return all;
  }

  private @Nullable Object wrapped(@Nullable Object result) {
    if (result instanceof Iterator<?> names) {
      return StreamSupport.stream(((Iterable<?>) () -> castNames(names)).spliterator(), false)
          .map(name -> wrap((Path) name))
          .iterator();
    }
    return result instanceof Path path ? wrap(path) : result;
  }

  @SuppressWarnings("unchecked")
  private static Iterator<Object> castNames(Iterator<?> names) {
    return (Iterator<Object>) names;
  }

  private static Path real(Path path) {
    return path instanceof Wrapped wrapped ? wrapped.wrapped() : path;
  }

  private FileSystemProvider files() {
    return real.provider();
  }

  /** Counts an operation; true where it is to be done by half and then to fail. */
  private synchronized boolean changing() throws IOException {
    operations++;
    if (at == 0 || operations < at) {
      return false;
    }
    if (fault == Fault.KILL) {
      throw new Killed();
    }
    if (fault == Fault.FAIL && operations > at) {
      return false;
    }
    if (fault == Fault.CUT && operations == at) {
      return true;
    }
    throw new IOException("a fault of the disk");
  }

  /** An operation that is done or not. */
  private void whole() throws IOException {
    if (changing()) {
      throw new IOException("No space left on device");
    }
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    boolean writes =
        options.contains(StandardOpenOption.WRITE) || options.contains(StandardOpenOption.APPEND);
    boolean makes = writes && (!Files.exists(real(path)) || isTruncating(options));
    if (makes) {
      whole();
    }
    return new Channel(files().newFileChannel(real(path), options, attributes));
  }

  private static boolean isTruncating(Set<? extends OpenOption> options) {
    return options.contains(StandardOpenOption.TRUNCATE_EXISTING);
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public InputStream newInputStream(Path path, OpenOption... options) throws IOException {
    return files().newInputStream(real(path), options);
  }

  @Override
  public OutputStream newOutputStream(Path path, OpenOption... options) throws IOException {
    Set<OpenOption> all = new HashSet<>(List.of(options));
    if (all.isEmpty()) {
      all.addAll(List.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING));
    }
    all.add(StandardOpenOption.WRITE);
    return Channels.newOutputStream(newFileChannel(path, all));
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path path, DirectoryStream.Filter<? super Path> filter) throws IOException {
    DirectoryStream<Path> entries = files().newDirectoryStream(real(path), all -> true);
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        return StreamSupport.stream(entries.spliterator(), false)
            .map(FaultyFiles.this::wrap)
            .iterator();
      }

      @Override
      public void close() throws IOException {
        entries.close();
      }
    };
  }

  @Override
  public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
    if (!Files.exists(real(path))) {
      whole();
    }
    files().createDirectory(real(path), attributes);
  }

  @Override
  public void delete(Path path) throws IOException {
    whole();
    files().delete(real(path));
  }

  @Override
  public boolean deleteIfExists(Path path) throws IOException {
    whole();
    return files().deleteIfExists(real(path));
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) throws IOException {
    whole();
    files().copy(real(source), real(target), options);
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    whole();
    files().move(real(source), real(target), options);
  }

  @Override
  public boolean isSameFile(Path path, Path other) throws IOException {
    return files().isSameFile(real(path), real(other));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return files().isHidden(real(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return files().getFileStore(real(path));
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    files().checkAccess(real(path), modes);
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return files().getFileAttributeView(real(path), type, options);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    return files().readAttributes(real(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
      throws IOException {
    return files().readAttributes(real(path), names, options);
  }

  @Override
  public void setAttribute(Path path, String name, Object value, LinkOption... options)
      throws IOException {
    files().setAttribute(real(path), name, value, options);
  }

  @Override
  public String getScheme() {
    return "faulty";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return system;
  }

  @Override
  public Path getPath(URI uri) {
    throw new UnsupportedOperationException();
  }

  /** A channel whose writes can fail. */
  private final class Channel extends FileChannel {
    private final FileChannel file;

    Channel(FileChannel file) {
      this.file = file;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      if (changing()) {
        file.write(half(bytes));
        throw new IOException("No space left on device");
      }
      return file.write(bytes);
    }

    @Override
    public int write(ByteBuffer bytes, long position) throws IOException {
      if (changing()) {
        file.write(half(bytes), position);
        throw new IOException("No space left on device");
      }
      return file.write(bytes, position);
    }

    private ByteBuffer half(ByteBuffer bytes) {
      return bytes.slice(bytes.position(), bytes.remaining() / 2);
    }

    @Override
    public long write(ByteBuffer[] bytes, int offset, int length) throws IOException {
      whole();
      return file.write(bytes, offset, length);
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count)
        throws IOException {
      whole();
      return file.transferFrom(source, position, count);
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
      whole();
      file.truncate(size);
      return this;
    }

    @Override
    public void force(boolean metadata) throws IOException {
      whole(); // and no more: what is not synced is lost with the machine alone
    }

    @Override
    public int read(ByteBuffer bytes) throws IOException {
      return file.read(bytes);
    }

    @Override
    public int read(ByteBuffer bytes, long position) throws IOException {
      return file.read(bytes, position);
    }

    @Override
    public long read(ByteBuffer[] bytes, int offset, int length) throws IOException {
      return file.read(bytes, offset, length);
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target)
        throws IOException {
      return file.transferTo(position, count, target);
    }

    @Override
    public long position() throws IOException {
      return file.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
      file.position(position);
      return this;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
      return file.map(mode, position, size);
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
      return file.lock(position, size, shared);
    }

    @Override
    public @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException {
      return file.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      file.close();
    }
  }

  private final class System extends FileSystem {
    @Override
    public FileSystemProvider provider() {
      return FaultyFiles.this;
    }

    @Override
    public void close() {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public boolean isReadOnly() {
      return false;
    }

    @Override
    public String getSeparator() {
      return real.getSeparator();
    }

    @Override
    public Iterable<Path> getRootDirectories() {
      return List.of(wrap(real.getRootDirectories().iterator().next()));
    }

    @Override
    public Iterable<FileStore> getFileStores() {
      return real.getFileStores();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
      return real.supportedFileAttributeViews();
    }

    @Override
    public Path getPath(String first, String... more) {
      return wrap(real.getPath(first, more));
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
      PathMatcher matcher = real.getPathMatcher(syntaxAndPattern);
      return path -> matcher.matches(real(path));
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
      return real.getUserPrincipalLookupService();
    }

    @Override
    public WatchService newWatchService() {
      throw new UnsupportedOperationException();
    }
  }
}
