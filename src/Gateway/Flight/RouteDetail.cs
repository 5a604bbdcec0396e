using System.Text.Json;
using Signaling.Core.Negotiation;

namespace Signaling.Gateway.Flight;

/// <summary>What a client may say beside a state: <c>{"local":"relay","remote":"host"}</c>, the types of the candidates it uses. Anything else is passed over.</summary>
internal static class RouteDetail
{
    public static (CandidateType Local, CandidateType Remote) Read(ReadOnlySpan<byte> detail)
    {
        var (local, remote) = (CandidateType.Unknown, CandidateType.Unknown);
        if (detail.IsEmpty || detail[0] != '{') return (local, remote);
        var reader = new Utf8JsonReader(detail); // the door has seen that it is JSON
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isLocal, isRemote) = (reader.ValueTextEquals("local"u8), reader.ValueTextEquals("remote"u8));
            reader.Read();
            if (reader.TokenType == JsonTokenType.String && isLocal) local = CandidateLine.TypeOf(reader.ValueSpan);
            else if (reader.TokenType == JsonTokenType.String && isRemote) remote = CandidateLine.TypeOf(reader.ValueSpan);
            else reader.Skip();
        }

        return (local, remote);
    }
}
