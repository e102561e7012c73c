#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define EPOCH_TYPE_APPLICATION (epoch_application_get_type())
G_DECLARE_FINAL_TYPE(EpochApplication, epoch_application, EPOCH, APPLICATION, AdwApplication)

/**
 * EpochApplication:
 *
 * The one process of the window: a second start shows the first one's window.
 */
EpochApplication *epoch_application_new(void);

G_END_DECLS
