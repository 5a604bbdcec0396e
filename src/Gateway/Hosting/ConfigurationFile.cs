using System.Security.Cryptography;

namespace Signaling.Gateway.Hosting;

/// <summary>Files that a setting names.</summary>
internal static class ConfigurationFile
{
    /// <summary>Reads one; what is wrong with it is told as a problem of the setting.</summary>
    public static T Read<T>(string setting, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or CryptographicException)
        {
            throw new ConfigurationException([$"Signaling:{setting}: {e.Message}"]);
        }
    }
}
