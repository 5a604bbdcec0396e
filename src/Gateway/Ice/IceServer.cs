using System.Text.Json;
using System.Text.Json.Serialization;

namespace Signaling.Gateway.Ice;

/// <summary>One entry of <c>iceServers</c> (W3C webrtc-pc, RTCIceServer).</summary>
public sealed record IceServer
{
    /// <summary>stun:, turn: or turns: addresses.</summary>
    public IReadOnlyList<string> Urls { get; init; } = [];

    public string? Username { get; init; }

    public string? Credential { get; init; }

    /// <summary>The list as clients get it.</summary>
    internal static byte[] ToJson(IReadOnlyList<IceServer> servers) => JsonSerializer.SerializeToUtf8Bytes(servers, IceJson.Default.IReadOnlyListIceServer);

    internal static bool IsAddress(string url, bool relayOnly = false) =>
        (!relayOnly && (url.StartsWith("stun:", StringComparison.Ordinal) || url.StartsWith("stuns:", StringComparison.Ordinal)))
        || url.StartsWith("turn:", StringComparison.Ordinal) || url.StartsWith("turns:", StringComparison.Ordinal);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<IceServer>))]
internal sealed partial class IceJson : JsonSerializerContext;
