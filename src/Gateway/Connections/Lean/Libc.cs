using System.Net;
using System.Runtime.InteropServices;

namespace Signaling.Gateway.Connections.Lean;

/// <summary>The system calls of the lean transport: Linux, x64 and arm64.</summary>
internal static partial class Libc
{
    public const int Again = 11;
    public const int Interrupted = 4;
    public const int Aborted = 103;
    public const int Peek = 2;

    private const int NoSignal = 0x4000;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int Ipv4 = 2;
    private const int Ipv6 = 10;
    private const int TcpLevel = 6;
    private const int TcpNoDelay = 1;

    public static bool IsSupported { get; } =
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    public static int LastError => Marshal.GetLastPInvokeError();

    public static int Receive(int fd, Span<byte> buffer, int flags = 0) => (int)Recv(fd, buffer, buffer.Length, flags);

    public static int Send(int fd, ReadOnlySpan<byte> bytes) => (int)Send(fd, bytes, bytes.Length, NoSignal);

    /// <summary>The next connection of a listening socket: non-blocking, and small writes go out at once.</summary>
    public static int Accept(int listener)
    {
        var fd = Accept4(listener, 0, 0, NonBlocking | CloseOnExec);
        if (fd < 0) return fd;
        var one = 1;
        _ = SetSockOpt(fd, TcpLevel, TcpNoDelay, in one, sizeof(int));
        return fd;
    }

    /// <summary>The other end's address; null when it is gone.</summary>
    public static IPAddress? PeerAddress(int fd)
    {
        Span<byte> name = stackalloc byte[28]; // a sockaddr_in6
        var length = name.Length;
        if (GetPeerName(fd, name, ref length) != 0) return null;
        return BitConverter.ToUInt16(name) switch
        {
            Ipv4 => new IPAddress(name[4..8]),
            Ipv6 => new IPAddress(name[8..24], BitConverter.ToUInt32(name[24..28])),
            _ => null,
        };
    }

    /// <summary>Ends the sending side, or both.</summary>
    public static void Shutdown(int fd, bool both) => _ = ShutdownCall(fd, both ? 2 : 1);

    public static void Close(int fd) => _ = CloseCall(fd);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Recv(int fd, Span<byte> buffer, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(int fd, ReadOnlySpan<byte> buffer, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "accept4", SetLastError = true)]
    private static partial int Accept4(int fd, nint address, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "setsockopt")]
    private static partial int SetSockOpt(int fd, int level, int name, in int value, int length);

    [LibraryImport("libc", EntryPoint = "getpeername")]
    private static partial int GetPeerName(int fd, Span<byte> address, ref int length);

    [LibraryImport("libc", EntryPoint = "shutdown")]
    private static partial int ShutdownCall(int fd, int how);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseCall(int fd);
}
