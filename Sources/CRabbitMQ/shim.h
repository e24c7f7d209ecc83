#pragma once
#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_ssl_socket.h>
#include <amqp_tcp_socket.h>
#include <sys/eventfd.h>

// Swift cannot call a variadic C function; this is the one call of librabbitmq that is variadic.
static inline amqp_rpc_reply_t maalem_amqp_login(
    amqp_connection_state_t connection, const char *vhost, int channel_max, int frame_max,
    int heartbeat, const amqp_table_t *properties, const char *user, const char *password) {
    return amqp_login_with_properties(
        connection, vhost, channel_max, frame_max, heartbeat, properties,
        AMQP_SASL_METHOD_PLAIN, user, password);
}
