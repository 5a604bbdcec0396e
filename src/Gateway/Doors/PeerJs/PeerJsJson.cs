using System.Text.Json.Serialization;

namespace Signaling.Gateway.Doors.PeerJs;

[JsonSerializable(typeof(string))]
internal sealed partial class PeerJsJson : JsonSerializerContext;
