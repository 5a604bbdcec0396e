namespace Signaling.EndToEnd;

/// <summary>Each test has a room of its own in the gateway they share.</summary>
internal static class Rooms
{
    public static string New() => $"room-{Guid.NewGuid():N}";
}
