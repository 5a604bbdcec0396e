using System.Security.Cryptography;

namespace Signaling.Gateway.Tickets;

/// <summary>The key that signs tickets. One node keeps it in a file that only its user can read, so that tickets outlive the process.</summary>
/// <param name="Bytes">The key.</param>
/// <param name="IsNew">It was made just now: no ticket can have been issued with it before.</param>
public sealed record TicketKey(byte[] Bytes, bool IsNew)
{
    private const int KeyBytes = 32;

    /// <summary>The key as it is written in a configuration, in base64; null when it is none.</summary>
    public static TicketKey? FromText(string base64)
    {
        var bytes = new byte[KeyBytes + 1];
        return Convert.TryFromBase64String(base64, bytes, out var written) && written == KeyBytes ? new TicketKey(bytes[..KeyBytes], IsNew: false) : null;
    }

    /// <summary>Reads the key file; null when there is none. Its folder is made, so that one that cannot be is told of here.</summary>
    public static TicketKey? Find(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        if (!File.Exists(path)) return null;
        var bytes = File.ReadAllBytes(path);
        return bytes.Length == KeyBytes ? new TicketKey(bytes, IsNew: false)
            : throw new InvalidDataException($"The ticket key {path} is {bytes.Length} bytes long instead of {KeyBytes}. Delete it to make a new one; sessions of clients will then not resume.");
    }

    /// <summary>Reads the key file, or makes it.</summary>
    public static TicketKey FromFile(string path)
    {
        if (Find(path) is { } found) return found;
        var made = RandomNumberGenerator.GetBytes(KeyBytes);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(made);
        return new TicketKey(made, IsNew: true);
    }
}
