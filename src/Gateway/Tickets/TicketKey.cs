using System.Security.Cryptography;

namespace Signaling.Gateway.Tickets;

/// <summary>The key that signs tickets. One node keeps it in a file that only its user can read, so that tickets outlive the process.</summary>
/// <param name="Bytes">The key.</param>
/// <param name="IsNew">It was made just now: no ticket can have been issued with it before.</param>
public sealed record TicketKey(byte[] Bytes, bool IsNew)
{
    private const int KeyBytes = 32;

    /// <summary>Reads the key file, or makes it.</summary>
    public static TicketKey FromFile(string path)
    {
        if (File.Exists(path))
        {
            var bytes = File.ReadAllBytes(path);
            return bytes.Length == KeyBytes ? new TicketKey(bytes, IsNew: false)
                : throw new InvalidDataException($"The ticket key {path} is {bytes.Length} bytes long instead of {KeyBytes}. Delete it to make a new one; sessions of clients will then not resume.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var made = RandomNumberGenerator.GetBytes(KeyBytes);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(made);
        return new TicketKey(made, IsNew: true);
    }
}
