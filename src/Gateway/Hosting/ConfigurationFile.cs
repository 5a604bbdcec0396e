using System.Security.Cryptography;
using Signaling.Settings;

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
        catch (Exception e) when (IsTheFiles(e))
        {
            throw new ConfigurationException([Problem(setting, e)]);
        }
    }

    /// <summary>Tries to read one: what is wrong with it stands among the other problems.</summary>
    public static IEnumerable<string> Problems<T>(string setting, Func<T> read)
    {
        try
        {
            _ = read();
            return [];
        }
        catch (Exception e) when (IsTheFiles(e))
        {
            return [Problem(setting, e)];
        }
    }

    private static bool IsTheFiles(Exception e) => e is IOException or UnauthorizedAccessException or InvalidDataException or CryptographicException;

    private static string Problem(string setting, Exception e) => $"Signaling:{setting}: {e.Message}";
}
