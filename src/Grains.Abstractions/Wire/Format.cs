namespace Signaling.Grains.Abstractions.Wire;

/// <summary>The first byte of everything says how the rest is written.</summary>
internal static class Format
{
    public static void Check(byte found, byte known)
    {
        if (found != known) throw new InvalidDataException($"Format {found} is not known here; this server speaks {known}.");
    }
}
