using Signaling.Core.Messages;
using Signaling.Gateway.Ice;
using Signaling.Gateway.Sessions;

namespace Signaling.Gateway.Doors;

/// <summary>The two long messages: <c>existing-peers</c> and <c>resumed</c>.</summary>
internal static class NativeWelcome
{
    public static void Write(ref JsonText json, in ClientEvent e, SessionServices services, ref IceLease lease)
    {
        var view = e.View!;
        NativeEncoder.Field(ref json, e.Kind == EventKind.Resumed ? """{"type":"resumed","room":"""u8 : """{"type":"existing-peers","room":"""u8, view.Room);
        NativeEncoder.Field(ref json, ""","peerId":"""u8, view.Self.PeerId);
        NativeEncoder.Field(ref json, ""","instance":"""u8, view.Self.Instance);
        if (e.Seq != 0) NativeEncoder.Field(ref json, ""","seq":"""u8, e.Seq);
        if (e.Kind == EventKind.Resumed)
        {
            json.Raw(""","recovered":"""u8);
            json.Bool(e.Flag);
            NativeEncoder.Field(ref json, ""","seen":"""u8, e.Number);
        }

        Peers(ref json, view);
        NativeEncoder.Field(ref json, ""","epoch":"""u8, view.Epoch);
        if (view.SettlingMs > 0) NativeEncoder.Field(ref json, ""","settlingMs":"""u8, view.SettlingMs);
        NativeEncoder.Field(ref json, ""","resume":"""u8, services.TicketFor(view));
        NativeEncoder.Field(ref json, ""","resumeSeconds":"""u8, services.Limits.ResumeWindowMs / 1_000);
        NativeEncoder.Field(ref json, ""","heartbeatSeconds":"""u8, services.SessionLimits.HeartbeatMs / 1_000);
        json.Raw(""","iceServers":"""u8);
        json.Raw(services.Ice.Open(view, ref lease).Span);
        NativeEncoder.Field(ref json, ""","limits":{"messageBytes":"""u8, services.Limits.MessageBytes);
        NativeEncoder.Field(ref json, ""","dataBytes":"""u8, services.Limits.DataBytes);
        NativeEncoder.Field(ref json, ""","unresolvedMessages":"""u8, services.Limits.UnresolvedMessages);
        NativeEncoder.Field(ref json, ""","unresolvedBytes":"""u8, services.Limits.UnresolvedBytes);
        json.Raw("}}"u8);
    }

    private static void Peers(ref JsonText json, RoomView view)
    {
        json.Raw(""","peers":["""u8);
        for (var i = 0; i < view.Peers.Count; i++)
        {
            var peer = view.Peers[i];
            NativeEncoder.Field(ref json, i == 0 ? """{"peerId":"""u8 : """,{"peerId":"""u8, peer.PeerId);
            NativeEncoder.Field(ref json, ""","instance":"""u8, peer.Instance);
            json.Raw(""","polite":"""u8);
            json.Bool(view.Self.IsPoliteToward(peer));
            if (!peer.Data.IsEmpty)
            {
                json.Raw(""","data":"""u8);
                json.Raw(peer.Data.Span);
            }

            if (peer.Suspended) json.Raw(""","suspended":true"""u8);
            json.Raw("}"u8);
        }

        json.Raw("]"u8);
    }
}
