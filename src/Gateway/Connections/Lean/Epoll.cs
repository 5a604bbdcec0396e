using System.Runtime.InteropServices;

namespace Signaling.Gateway.Connections.Lean;

/// <summary>One epoll instance: tells which of its descriptors are ready. Level-triggered unless <see cref="Once"/> is asked for.</summary>
internal sealed partial class Epoll : IDisposable
{
    public const uint Readable = 1;
    public const uint Writable = 4;

    /// <summary>Edge-triggered: told again only when more has come.</summary>
    public const uint Once = 1u << 31;

    private const int Add = 1;
    private const int Remove = 2;
    private const int Modify = 3;
    private const int CloseOnExec = 0x80000;
    private const int EventsMax = 128;

    // struct epoll_event is packed on x64 only.
    private static readonly int EventBytes = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int DataAt = EventBytes - 8;

    private readonly byte[] _events = GC.AllocateUninitializedArray<byte>(EventsMax * EventBytes, pinned: true);
    private readonly int _epoll = Create(CloseOnExec);
    private readonly int _bell = EventFd(0, CloseOnExec);

    public Epoll()
    {
        if (_epoll < 0 || _bell < 0) throw new InvalidOperationException("The system gives no epoll or event descriptor.");
        Watch(_bell, Readable);
    }

    /// <summary>Waits until something is ready or the time is over. Returns how many events there are.</summary>
    public int Wait(int ms) => WaitCall(_epoll, _events, EventsMax, ms);

    /// <summary>An event of the last <see cref="Wait"/>: a descriptor, and what it is ready for. Another bit: it has failed or hung up.</summary>
    public (int Fd, uint Ready) this[int index] =>
        (BitConverter.ToInt32(_events, (index * EventBytes) + DataAt), BitConverter.ToUInt32(_events, index * EventBytes));

    /// <summary>Whether an event is only <see cref="Ring"/>'s.</summary>
    public bool IsBell(int fd) => fd == _bell;

    /// <summary>Ends a wait, from any thread; the bell rings until it is silenced.</summary>
    public void Ring() => _ = Write(_bell, BitConverter.GetBytes(1L), sizeof(long));

    public void Silence() => _ = Read(_bell, stackalloc byte[sizeof(long)], sizeof(long));

    public bool Watch(int fd, uint events) => Control(Add, fd, events);

    public void Change(int fd, uint events) => Control(Modify, fd, events);

    public void Forget(int fd) => Control(Remove, fd, 0);

    public void Dispose()
    {
        Libc.Close(_bell);
        Libc.Close(_epoll);
    }

    private bool Control(int operation, int fd, uint events)
    {
        Span<byte> what = stackalloc byte[16];
        what.Clear();
        BitConverter.TryWriteBytes(what, events);
        BitConverter.TryWriteBytes(what[DataAt..], fd);
        return ControlCall(_epoll, operation, fd, what) == 0;
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1")]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "eventfd")]
    private static partial int EventFd(uint start, int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl")]
    private static partial int ControlCall(int epoll, int operation, int fd, ReadOnlySpan<byte> what);

    [LibraryImport("libc", EntryPoint = "epoll_wait")]
    private static partial int WaitCall(int epoll, Span<byte> events, int max, int ms);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int fd, ReadOnlySpan<byte> bytes, nint length);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int fd, Span<byte> bytes, nint length);
}
